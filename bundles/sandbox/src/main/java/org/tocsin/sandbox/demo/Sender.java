// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox.demo;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tocsin.sandbox.Bytes;

/** The programs that people send with, and how they are called for an event. */
enum Sender {
    /** The old Python agent's word, version 1. */
    PD_SEND("pd-send") {
        @Override
        Call call(Event event, Stage stage) {
            return new Call(
                    List.of(
                            stage.program("pd-send"),
                            "-k",
                            event.service().key(),
                            "-t",
                            event.action().word(),
                            "-d",
                            event.summary(),
                            "-i",
                            event.dedupKey(),
                            "-f",
                            "mark=" + event.mark()),
                    null);
        }
    },

    /** The Go agent's word, version 2. */
    PDAGENT("pdagent") {
        @Override
        Call call(Event event, Stage stage) {
            return new Call(
                    List.of(
                            stage.program("pdagent"),
                            "enqueue",
                            "-k",
                            event.service().key(),
                            "-t",
                            event.action().word(),
                            "-y",
                            event.dedupKey(),
                            "-d",
                            event.summary(),
                            "-u",
                            event.service().host(),
                            "-e",
                            "error",
                            "-f",
                            "mark=" + event.mark()),
                    null);
        }
    },

    /** Plain curl to the local API, with the content type that curl gives by itself; the token is in a file. */
    CURL("curl") {
        @Override
        Call call(Event event, Stage stage) {
            return new Call(
                    List.of(
                            "curl",
                            "-q",
                            "-sS",
                            "-f",
                            "--noproxy",
                            "*",
                            "--max-time",
                            "20",
                            "-H",
                            "@" + stage.tokenHeader(),
                            "--data-binary",
                            "@-",
                            stage.api() + "/send"),
                    Bytes.of(json(event)));
        }
    };

    /**
     * One run of a program.
     *
     * @param command the program and its arguments
     * @param input its standard input, which is then the exact event; null when the program makes the event
     */
    record Call(List<String> command, @Nullable Bytes input) {}

    private final String label;

    Sender(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    abstract Call call(Event event, Stage stage);

    /** Odd spaces and a number that no double holds: what is stored is what is sent. */
    private static String json(Event event) {
        return "{ \"routing_key\":\"" + event.service().key() + "\", \"event_action\":\""
                + event.action().word() + "\", \"dedup_key\":\"" + event.dedupKey()
                + "\",\n  \"payload\":{\"summary\":\"" + event.summary() + "\", \"source\":\""
                + event.service().host() + "\", \"severity\":\"critical\", \"custom_details\":{\"mark\":\""
                + event.mark() + "\", \"big\":12345678901234567890.10}}}";
    }
}
