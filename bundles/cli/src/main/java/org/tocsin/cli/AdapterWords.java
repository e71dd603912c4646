// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code tocsin adapter list, translate}: who makes events of what other tools send, and which. */
final class AdapterWords {

    private static final Flag NAME = Flag.operand("name", "NAME", "the adapter, as 'tocsin adapter list' shows it");
    private static final Flag FILE =
            Flag.operand("file", "FILE", "what the tool sends, in UTF-8; - for standard input");
    private static final Flag WITH_KEY = Flag.toggle("", "with-key", "show the routing key where the events have it");

    private AdapterWords() {}

    static List<Word> words() {
        return List.of(
                new Word(
                                "adapter list",
                                "[--json]",
                                "Shows each adapter, the route that it is, and who brought it.",
                                "",
                                List.of(Flag.JSON),
                                AdapterWords::list)
                        .like("adapter list"),
                new Word(
                                "adapter translate",
                                "NAME FILE [-k KEY] [--with-key] [--json]",
                                "Shows the exact events that an adapter makes of what a tool sends; sends nothing.",
                                """
                        The routing key is struck out of the events unless --with-key is given; where there is none, zeros stand
                        in its place. Parts of which no event can be made are named; ends with 1 when there is one. In the
                        agent's own shell FILE is a file of the agent: give its absolute path.""",
                                List.of(
                                        NAME.filledBy(Filling.ADAPTERS),
                                        FILE,
                                        EnqueueWords.ROUTING_KEY,
                                        WITH_KEY,
                                        Flag.JSON),
                                NAME,
                                AdapterWords::translate)
                        .like("adapter translate mdadm report.txt"));
    }

    private static Answer.Done list(Call call) throws RefusedException {
        List<AdapterView> adapters = call.agent().translators().adapters();
        if (call.json()) {
            return Call.say(ViewJson.adapters(adapters));
        }
        Table table = new Table("", 2).row("ADAPTER", "ROUTE", "OWNER");
        adapters.forEach(adapter -> table.row(adapter.name(), shown(adapter.route()), shown(adapter.owner())));
        return new Answer.Done(0, table.toString(), "");
    }

    private static String shown(String text) {
        return text.isEmpty() ? "-" : text;
    }

    /** The cursor: the key, when it came by a file; the caller reads one file at a time. */
    private static Answer translate(Call call) throws UsageException, RefusedException, InputNeededException {
        String name = call.required(NAME);
        String file = call.required(FILE);
        String key = call.command().cursor();
        if (isRead(call) && !call.command().here()) {
            return new Answer.Elsewhere(null, null); // takes two questions
        }
        if (file.equals("-")
                && call.flags().text(EnqueueWords.ROUTING_KEY.name()).equals("-")) {
            throw call.dialect()
                    .wrong(EnqueueWords.ROUTING_KEY, "is standard input, and so is FILE: give one of them as a file");
        }
        if (key == null) {
            key = call.key(EnqueueWords.ROUTING_KEY);
            if (call.command().input() != null && isRead(call)) {
                return new Answer.More(shaped(call, key), "", "", null, null);
            }
        }
        String text = call.input(file);
        TranslationView made = call.agent()
                .translators()
                .translate(name, text, key, call.flags().has(WITH_KEY.name()));
        int exit = made.problems().isEmpty() ? 0 : 1;
        if (call.json()) {
            return new Answer.Done(exit, ViewJson.translation(made) + '\n', "");
        }
        StringBuilder out = new StringBuilder();
        for (DraftView event : made.events()) {
            out.append("channel ").append(event.channel());
            out.append("  lane ").append(event.lane());
            out.append("  format ").append(event.format());
            out.append('\n').append(Format.printable(event.body())).append('\n');
        }
        if (made.events().isEmpty() && made.problems().isEmpty()) {
            out.append("no event is made of this\n");
        }
        StringBuilder err = new StringBuilder();
        made.problems()
                .forEach(problem ->
                        err.append("tocsin adapter translate: ").append(problem).append('\n'));
        if (made.withoutKey()) {
            err.append(
                    "tocsin adapter translate: the routing key is missing: give it by -k, or set keyFile of the adapter\n");
        }
        return new Answer.Done(exit, out.toString(), err.toString());
    }

    private static boolean isRead(Call call) {
        String given = call.flags().text(EnqueueWords.ROUTING_KEY.name());
        return given.equals("-") || (given.startsWith("@") && given.length() > 1);
    }

    /** Only what looks like a key is handed back to the caller. */
    private static String shaped(Call call, @Nullable String key) throws UsageException {
        if (key == null || !key.matches("[A-Za-z0-9._:/-]{1,200}")) {
            throw call.dialect()
                    .wrong(EnqueueWords.ROUTING_KEY, "has no key in its file, put 32 letters and digits there");
        }
        return key;
    }
}
