// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One adapter, which makes an event of each line but those that are bad. */
final class RecordingTranslators implements Translators {

    private static final String KEY = "a-secret-key";

    private final RecordingAgent agent;

    RecordingTranslators(RecordingAgent agent) {
        this.agent = agent;
    }

    @Override
    public List<AdapterView> adapters() throws RefusedException {
        agent.check();
        return List.of(
                new AdapterView("lines", "lines.adapt", "org.example.lines/1.0.0"), new AdapterView("made", "", ""));
    }

    @Override
    public TranslationView translate(String adapter, String text, @Nullable String key, boolean withKey)
            throws RefusedException {
        agent.check();
        if (!adapter.equals("lines")) {
            throw new RefusedException(
                    RefusedException.Reason.UNKNOWN, "adapter: there is no " + adapter + "; there are lines, made");
        }
        List<DraftView> events = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (String line : text.lines().toList()) {
            if (line.equals("bad")) {
                problems.add((events.size() + 1) + ": line: is bad, mend it");
            } else {
                events.add(new DraftView(
                        "pagerduty",
                        "pd-111111111111",
                        "v2",
                        null,
                        (withKey ? (key == null ? KEY : key) : "…") + ' ' + line));
            }
        }
        return new TranslationView(events, problems, text.startsWith("keyless"));
    }
}
