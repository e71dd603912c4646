// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine.component;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Every option of the endpoints, said once: they read what is here and nothing else, and the catalog's
 * {@code tocsin.json} and the README are held to it by a test. A description is one sentence that stands alone.
 */
enum KnownOption {
    NAME(
            "name",
            "string",
            "",
            "Required for adapter: the adapter's name, small letters, digits and hyphens.",
            "adapter"),
    CHANNEL(
            "channel",
            "string",
            "",
            "Required for event and deliver: the channel whose events these are, such as pagerduty. For adapter the"
                    + " channel of drafts that name none, pagerduty when left out.",
            "event adapter deliver"),
    FORMAT(
            "format",
            "string",
            "",
            "The shape of events that name none, a word of the channel; for pagerduty v1, v2 or change. When left out"
                    + " the channel infers it.",
            "event adapter"),
    KEY_FILE(
            "keyFile",
            "string",
            "",
            "A file that holds the key of events that come without one, and nothing else; read again when it changes.",
            "event adapter"),
    PATH(
            "path",
            "string",
            "",
            "Required for http: the path that is opened; one of its segments may be a {placeholder}.",
            "http"),
    DOOR("door", "string", "api", "The listener on which the path is opened.", "http"),
    METHODS("methods", "string", "POST", "The methods that are answered, separated by commas.", "http"),
    CREDENTIAL(
            "credential",
            "string",
            "token",
            "Who may ask: token is whoever knows the agent's token, loopback is anybody who reaches a listener on"
                    + " loopback.",
            "http",
            "token",
            "loopback"),
    MAX_BODY(
            "maxBody",
            "integer",
            "1048576",
            "The longest body of a request in bytes; a longer one is answered with 413.",
            "http"),
    HEADERS(
            "headers",
            "string",
            "",
            "Names of request headers, separated by commas, that become exchange properties; no other enters the"
                    + " exchange.",
            "http"),
    QUERY(
            "query",
            "string",
            "",
            "Names of query parameters, separated by commas, that become exchange properties; no other enters the"
                    + " exchange.",
            "http"),
    ERRORS(
            "errors",
            "string",
            "",
            "The name of a shape of errors, a service ErrorShape, in which all errors of this path are written, the"
                    + " listener's own included; the house's when left out or not there.",
            "http"),
    BLOCKING(
            "blocking",
            "boolean",
            "true",
            "Whether the route may block: it then runs on a thread of a bounded pool, else on the listener's event"
                    + " loop.",
            "http");

    /** What may follow {@code tocsin:}. */
    static final List<String> KINDS = List.of("event", "adapter", "deliver", "http");

    private final String text;
    private final String type;
    private final String preset;
    private final String description;
    private final String kinds;
    private final String choices;

    KnownOption(String text, String type, String preset, String description, String kinds, String... choices) {
        this.text = text;
        this.type = type;
        this.preset = preset;
        this.description = description;
        this.kinds = kinds;
        this.choices = String.join(" ", choices);
    }

    /** The option of this name that this kind of endpoint has. */
    static Optional<KnownOption> of(String kind, String text) {
        return Arrays.stream(values())
                .filter(option -> option.text.equals(text) && option.kinds().contains(kind))
                .findFirst();
    }

    /** The names of all options of this kind of endpoint, sorted. */
    static List<String> names(String kind) {
        return Arrays.stream(values())
                .filter(option -> option.kinds().contains(kind))
                .map(option -> option.text)
                .sorted()
                .toList();
    }

    String text() {
        return text;
    }

    /** {@code string}, {@code integer} or {@code boolean}. */
    String type() {
        return type;
    }

    /** What holds when it is left out; empty for nothing. */
    String preset() {
        return preset;
    }

    String description() {
        return description;
    }

    List<String> kinds() {
        return List.of(kinds.split(" ", -1));
    }

    /** The values it takes, when they can be counted. */
    List<String> choices() {
        return choices.isEmpty() ? List.of() : List.of(choices.split(" ", -1));
    }
}
