// SPDX-License-Identifier: Apache-2.0
package org.tocsin.teams;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.tocsin.api.EventAction;
import org.tocsin.channel.Cut;
import org.tocsin.channel.Notice;
import org.tocsin.channel.Notice.Fact;

/**
 * An event as an Adaptive Card.
 *
 * @see <a href="https://adaptivecards.io/explorer/">its parts</a>
 */
final class Card {

    /**
     * The most bytes of a message. The documentation says 28 KB; a client found 413 from about 21 KB on
     * (<a href="https://rubydoc.info/gems/msteams_hermes/MsTeamsHermes/Message">msteams_hermes</a>). A cut costs details,
     * a 413 the event.
     */
    static final int MAX_BYTES = 21_000;

    /** More never fit: the shortest takes some forty bytes. */
    private static final int MAX_FACTS = 500;

    private static final int MAX_TITLE = 1_024;
    private static final int MAX_REST = 8_000;
    private static final int MAX_VALUE = 1_024;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private Card() {}

    /** The message, at most {@value #MAX_BYTES} bytes of it: what is too much at the end is left out, and that is said. */
    static String of(Notice notice) {
        List<Fact> facts = notice.facts().limit(MAX_FACTS).toList();
        long all = notice.facts().count();
        int shown = facts.size();
        int longest = MAX_REST;
        String message = message(notice, facts.subList(0, shown), all - shown, longest);
        while (message.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            if (shown > 0) {
                shown /= 2;
            } else {
                // escapes take up to six times the room
                longest /= 2;
            }
            message = message(notice, facts.subList(0, shown), all - shown, longest);
        }
        return message;
    }

    private static String message(Notice notice, List<Fact> facts, long left, int longest) {
        ObjectNode card = JSON.objectNode();
        card.put("$schema", "http://adaptivecards.io/schemas/adaptive-card.json");
        card.put("type", "AdaptiveCard");
        card.put("version", "1.4");
        ArrayNode body = card.putArray("body");
        if (!notice.label().isEmpty()) {
            ObjectNode label = text(body, Cut.toCharacters(notice.label(), MAX_VALUE));
            label.put("weight", "Bolder");
            label.put("color", color(notice));
        }
        ObjectNode title = text(body, Cut.toBytes(notice.title(), Math.min(longest, MAX_TITLE * 2)));
        title.put("size", "Medium");
        if (!notice.rest().isEmpty()) {
            text(body, Cut.toBytes(notice.rest(), longest));
        }
        if (!facts.isEmpty()) {
            ObjectNode set = body.addObject();
            set.put("type", "FactSet");
            ArrayNode list = set.putArray("facts");
            for (Fact fact : facts) {
                list.addObject()
                        .put("title", Cut.toBytes(fact.name(), MAX_VALUE))
                        .put("value", Cut.toBytes(fact.value(), MAX_VALUE * 2));
            }
        }
        if (left > 0) {
            text(body, "… " + left + " more left out, Teams takes no longer message");
        }
        ObjectNode message = JSON.objectNode();
        message.put("type", "message");
        message.putArray("attachments")
                .addObject()
                .put("contentType", "application/vnd.microsoft.card.adaptive")
                .set("content", card);
        return message.toString();
    }

    private static ObjectNode text(ArrayNode body, String text) {
        return body.addObject().put("type", "TextBlock").put("text", text).put("wrap", true);
    }

    private static String color(Notice notice) {
        if (notice.action() == EventAction.RESOLVE) {
            return "Good";
        }
        if (notice.action() != EventAction.TRIGGER) {
            return "Default";
        }
        return switch (notice.field("severity")) {
            case "info" -> "Accent";
            case "warning" -> "Warning";
            default -> "Attention";
        };
    }
}
