// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.util.List;

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
                                "NAME FILE [--with-key] [--json]",
                                "Shows the exact events that an adapter makes of what a tool sends; sends nothing.",
                                """
                        The routing key is struck out of the events unless --with-key is given. Parts of which no event can be
                        made are named; ends with 1 when there is one.""",
                                List.of(NAME.filledBy(Filling.ADAPTERS), FILE, WITH_KEY, Flag.JSON),
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

    private static Answer.Done translate(Call call) throws UsageException, RefusedException, InputNeededException {
        String name = call.required(NAME);
        String text = call.input(call.required(FILE));
        TranslationView made =
                call.agent().translators().translate(name, text, call.flags().has(WITH_KEY.name()));
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
        return new Answer.Done(exit, out.toString(), err.toString());
    }
}
