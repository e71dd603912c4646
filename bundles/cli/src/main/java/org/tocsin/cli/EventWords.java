// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code tocsin trigger}, {@code ack}, {@code resolve} and {@code change}. */
final class EventWords {

    private static final int MAX_DEDUP_KEY = 255;
    private static final String CHANNEL_NAME = "[a-z][a-z0-9-]{0,62}";
    private static final String SUBMISSION_ID = "[!-~]{1,64}";
    private static final List<String> SEVERITIES = List.of("critical", "error", "warning", "info");
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .appendPattern("[XXX][XX][X]")
            .toFormatter();

    static final Flag KEY = Flag.value(
            "k", "key", "KEY", "routing key of the service; @FILE reads it from a file, - from standard input");
    static final Flag CHANNEL = Flag.value(
                    "",
                    "channel",
                    "NAME",
                    "slack, teams, mail, webhook; KEY is then the name of a target (default: pagerduty)")
            .filledBy(Filling.words(List.of("pagerduty", "slack", "teams", "mail", "webhook")));
    static final Flag DEDUP = Flag.value(
            "y",
            "dedup-key",
            "KEY",
            "ties acknowledge and resolve to their trigger (default: made by the agent for a trigger)");
    static final Flag SUMMARY =
            Flag.value("d", "summary", "TEXT", "what happened, in one line; the name of the flag may be left out");
    static final Flag SOURCE = Flag.value("u", "source", "TEXT", "where it happened (default: this host's name)");
    static final Flag SEVERITY = Flag.value(
                    "e", "severity", "LEVEL", "critical, error, warning or info (default: error)")
            .filledBy(Filling.words(SEVERITIES));
    static final Flag TIMESTAMP =
            Flag.value("", "timestamp", "TIME", "when it happened, for example 2026-11-20T10:30:00Z");
    static final Flag COMPONENT = Flag.value("", "component", "TEXT", "the part that is hit");
    static final Flag GROUP = Flag.value("g", "group", "TEXT", "what the part belongs to");
    static final Flag CLASS = Flag.value("", "class", "TEXT", "the kind of event");
    static final Flag FIELD =
            Flag.value("f", "field", "NAME=VALUE", "a detail, split at the first '='; may be repeated");
    static final Flag CLIENT = Flag.value("c", "client", "TEXT", "what reports this");
    static final Flag CLIENT_URL = Flag.value("", "client-url", "URL", "where to look at it");
    static final Flag LINK = Flag.value("", "link", "'URL TEXT'", "a link, its text may be missing; may be repeated");
    static final Flag IMAGE =
            Flag.value("", "image", "'URL HREF'", "an image (https) and where a click leads; may be repeated");

    static final Flag SUBMISSION = Flag.value(
            "",
            "submission-id",
            "ID",
            "names this submission: with the same ID it is kept once, for 24 hours (default: a new one)");

    private EventWords() {}

    static Answer trigger(Call call) throws UsageException, RefusedException, InputNeededException {
        if (call.flags().has(Flag.STDIN.name())) {
            return EventLines.of(call, "v2", KEY, "trigger");
        }
        required(call, KEY, SUMMARY);
        return alert(call, "trigger", payload(call, call.flags().has(SEVERITY.name()) ? severity(call) : "error"));
    }

    static Answer acknowledge(Call call) throws UsageException, RefusedException, InputNeededException {
        if (call.flags().has(Flag.STDIN.name())) {
            return EventLines.of(call, "v2", KEY, "acknowledge");
        }
        required(call, KEY, DEDUP);
        return alert(call, "acknowledge", null);
    }

    static Answer resolve(Call call) throws UsageException, RefusedException, InputNeededException {
        if (call.flags().has(Flag.STDIN.name())) {
            return EventLines.of(call, "v2", KEY, "resolve");
        }
        required(call, KEY, DEDUP);
        return alert(call, "resolve", null);
    }

    static Answer change(Call call) throws UsageException, RefusedException, InputNeededException {
        if (call.flags().has(Flag.STDIN.name())) {
            return EventLines.of(call, "change", KEY, null);
        }
        required(call, KEY, SUMMARY);
        V2Event.Payload payload = payload(call, "");
        List<String> links = links(call);
        String channel = channel(call);
        @Nullable String submission = submission(call);
        return Handover.of(call, Handover.Shown.KEY, null, () -> {
            V2Event event = new V2Event(String.valueOf(call.key(KEY)), null, null, payload, "", "", links, List.of());
            return call.submit(channel, event.text(), "change", null, submission);
        });
    }

    private static Answer alert(Call call, String action, V2Event.@Nullable Payload payload)
            throws UsageException, RefusedException, InputNeededException {
        Flags flags = call.flags();
        String dedup = flags.last(DEDUP.name());
        if (dedup != null && (dedup.isBlank() || dedup.codePointCount(0, dedup.length()) > MAX_DEDUP_KEY)) {
            throw call.dialect().wrong(DEDUP, "must have 1 to " + MAX_DEDUP_KEY + " characters");
        }
        List<String> links = links(call);
        List<String> images = images(call);
        String channel = channel(call);
        @Nullable String submission = submission(call);
        return Handover.of(call, Handover.Shown.DEDUP_KEY, dedup, () -> {
            V2Event event = new V2Event(
                    String.valueOf(call.key(KEY)),
                    action,
                    dedup,
                    payload,
                    flags.text(CLIENT.name()),
                    flags.text(CLIENT_URL.name()),
                    links,
                    images);
            return call.submit(channel, event.text(), "v2", null, submission);
        });
    }

    private static String channel(Call call) throws UsageException {
        String channel = call.flags().last(CHANNEL.name());
        if (channel == null) {
            return Agent.PAGERDUTY;
        }
        if (!channel.matches(CHANNEL_NAME)) {
            throw call.dialect().wrong(CHANNEL, "'" + channel + "' is no name of a channel, use one such as slack");
        }
        return channel;
    }

    private static V2Event.Payload payload(Call call, String severity) throws UsageException {
        Flags flags = call.flags();
        return new V2Event.Payload(
                flags.text(SUMMARY.name()),
                flags.text(SOURCE.name()).isBlank() ? HostName.read() : flags.text(SOURCE.name()),
                severity,
                time(call),
                flags.text(COMPONENT.name()),
                flags.text(GROUP.name()),
                flags.text(CLASS.name()),
                call.pairs(FIELD));
    }

    private static void required(Call call, Flag... flags) throws UsageException {
        List<Flag> missing = Stream.of(flags)
                .filter(flag -> call.flags().text(flag.name()).isBlank())
                .toList();
        if (!missing.isEmpty()) {
            throw call.dialect().required(missing);
        }
    }

    /** The caller's own name for the event, else that of the call. */
    static @Nullable String submission(Call call) throws UsageException {
        String given = call.flags().last(SUBMISSION.name());
        if (given == null) {
            return call.command().submission();
        }
        if (!given.matches(SUBMISSION_ID)) {
            throw call.dialect().wrong(SUBMISSION, "must have 1 to 64 printable ASCII characters without blanks");
        }
        return given;
    }

    private static String severity(Call call) throws UsageException {
        String severity = call.flags().text(SEVERITY.name());
        if (!SEVERITIES.contains(severity)) {
            throw call.dialect()
                    .wrong(SEVERITY, "'" + severity + "' is none, use one of " + String.join(", ", SEVERITIES));
        }
        return severity;
    }

    /** When it happened; empty when that was not given. */
    static String time(Call call) throws UsageException {
        String text = call.flags().text(TIMESTAMP.name());
        if (!call.flags().has(TIMESTAMP.name())) {
            return text;
        }
        try {
            TIME.parse(text);
            return text;
        } catch (DateTimeException e) {
            throw call.dialect().wrong(TIMESTAMP, "'" + text + "' is no time, write it as 2026-11-20T10:30:00Z");
        }
    }

    static List<String> links(Call call) throws UsageException {
        return urls(call, LINK, "http://", "https://");
    }

    static List<String> images(Call call) throws UsageException {
        return urls(call, IMAGE, "https://");
    }

    private static List<String> urls(Call call, Flag flag, String... schemes) throws UsageException {
        for (String value : call.flags().all(flag.name())) {
            String url = value.strip().split("\\s", 2)[0];
            if (Stream.of(schemes).noneMatch(url::startsWith) || !isUri(url)) {
                throw call.dialect()
                        .wrong(flag, "'" + url + "' is no address that begins with " + String.join(" or ", schemes));
            }
        }
        return call.flags().all(flag.name());
    }

    private static boolean isUri(String url) {
        try {
            return new URI(url).getRawAuthority() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
