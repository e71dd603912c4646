// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel;

import com.fasterxml.jackson.databind.JsonNode;
import com.samskivert.mustache.Mustache.CustomContext;
import java.util.AbstractList;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What a template may name of an event. Details are looked up when they are named: no copy of them is made. */
final class NoticeView {

    private NoticeView() {}

    static Map<String, Object> of(Notice notice, Occasion occasion) {
        Map<String, Object> view = new LinkedHashMap<>(notice.fields());
        view.put("format", notice.format());
        view.put("action", notice.action().name().toLowerCase(Locale.ROOT));
        view.put("label", notice.label());
        view.put("title", notice.title());
        view.put("rest", notice.rest());
        view.put("summary", notice.title());
        view.put("body", notice.body());
        view.put("target", occasion.target());
        view.put("id", occasion.id());
        view.put("facts", (Iterable<Object>) () -> notice.facts()
                .<Object>map(fact -> Map.of("name", fact.name(), "value", fact.value()))
                .iterator());
        JsonNode details = notice.details();
        if (details != null) {
            view.put("custom_details", value(details));
        }
        return view;
    }

    private static Object value(JsonNode node) {
        if (node.isObject()) {
            return new Members(node);
        }
        return node.isArray() ? new Elements(node) : Notice.text(node);
    }

    private record Members(JsonNode node) implements CustomContext {
        @Override
        public Object get(String name) {
            JsonNode member = node.get(name);
            return member == null ? com.samskivert.mustache.Template.NO_FETCHER_FOUND : value(member);
        }

        @Override
        public String toString() {
            return node.toString();
        }
    }

    private static final class Elements extends AbstractList<Object> {
        private final JsonNode node;

        Elements(JsonNode node) {
            this.node = node;
        }

        @Override
        public Object get(int index) {
            return value(node.get(index));
        }

        @Override
        public int size() {
            return node.size();
        }

        @Override
        public String toString() {
            return node.toString();
        }
    }
}
