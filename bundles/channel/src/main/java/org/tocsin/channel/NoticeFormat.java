// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.EventAction;
import org.tocsin.api.EventFormat;
import org.tocsin.api.InvalidEventException;
import org.tocsin.api.InvalidEventException.Kind;
import org.tocsin.api.Lane;

/**
 * Reads the {@link Notice}s of a channel whose lanes are targets. The text is stored as it came; only a trigger without a
 * dedup key gets one, so that whoever sent it can resolve it. The target is named outside the text, or in it as
 * {@code routing_key}; it need not be there yet.
 */
public class NoticeFormat implements EventFormat {

    /** The longest event, as PagerDuty has it. */
    static final int MAX_BYTES = 512 * 1024;

    /** As PagerDuty has it; the store takes none of any length. */
    static final int MAX_DEDUP_KEY = 255;

    /** What a target may be called: what a file and a PID may be called. */
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_.]{0,62}");

    private static final char BYTE_ORDER_MARK = '\uFEFF';
    private static final int DEDUP_KEY_BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String channel;
    private final Supplier<String> newDedupKeys;

    /** Of the channel of this name. */
    protected NoticeFormat(String channel) {
        this(channel, () -> {
            byte[] bytes = new byte[DEDUP_KEY_BYTES];
            RANDOM.nextBytes(bytes);
            return HexFormat.of().formatHex(bytes);
        });
    }

    NoticeFormat(String channel, Supplier<String> newDedupKeys) {
        this.channel = channel;
        this.newDedupKeys = newDedupKeys;
    }

    @Override
    public final String channel() {
        return channel;
    }

    /** They are names of targets, which stand in the configuration; the secrets are in its files. */
    @Override
    public final boolean hasSecretKeys() {
        return false;
    }

    @Override
    public final Event read(Body text, @Nullable String format, @Nullable String key) throws InvalidEventException {
        if (text.size() > MAX_BYTES) {
            throw new InvalidEventException(
                    Kind.TOO_LARGE, "body", "has " + text.size() + " bytes, " + MAX_BYTES + " are taken; shorten it");
        }
        String marked = text.utf8();
        if (!marked.isEmpty() && marked.charAt(0) == BYTE_ORDER_MARK) {
            return read(Body.of(marked.substring(1)), format, key);
        }
        String word = format == null ? infer(text) : format;
        Notice notice = Notice.of(text, word);
        refuseLongKey(notice.dedupKey());
        Lane lane = new Lane(channel, target(notice.targetInside(), key));
        if (notice.action() == EventAction.TRIGGER && notice.dedupKey().isEmpty()) {
            String dedupKey = newDedupKeys.get();
            return new Event(lane, word, withDedupKey(notice, dedupKey), dedupKey, notice.action());
        }
        String dedupKey = notice.dedupKey().isEmpty() ? null : notice.dedupKey();
        return new Event(lane, word, text, dedupKey, notice.action());
    }

    private static void refuseLongKey(String dedupKey) throws InvalidEventException {
        int characters = dedupKey.codePointCount(0, dedupKey.length());
        if (characters > MAX_DEDUP_KEY) {
            // not cut: two long keys with the same beginning would become one
            throw new InvalidEventException(
                    "dedup_key",
                    "has " + characters + " characters, " + MAX_DEDUP_KEY
                            + " are taken; shorten it in the trigger and in the resolve alike");
        }
    }

    /** A change is never inferred, as in PagerDuty's channel: it would be taken for an alarm that lacks its action. */
    private static String infer(Body text) {
        return text.utf8().stripLeading().startsWith("{") ? Notice.V2 : Notice.TEXT;
    }

    private static String target(String inside, @Nullable String outside) throws InvalidEventException {
        String name = outside == null ? inside : outside;
        if (name.isBlank()) {
            throw new InvalidEventException("target", "is missing, name one by to or as routing_key");
        }
        if (!NAME.matcher(name).matches()) {
            // not shown: somebody may have given the address itself
            throw new InvalidEventException(
                    "target",
                    "is no name of a target, use up to 63 of a-z, 0-9, _ and dot, as in the name of its file");
        }
        if (!inside.isEmpty() && !inside.equals(name)) {
            throw new InvalidEventException("routing_key", "differs from the target that is given outside the text");
        }
        return name;
    }

    private static Body withDedupKey(Notice notice, String dedupKey) throws InvalidEventException {
        String body = notice.body();
        int afterBrace = body.indexOf('{') + 1;
        if (NoticeJson.hasDedupKey(body)) {
            // blank or null: a second one beside it would be read by nobody knows whom
            throw new InvalidEventException("dedup_key", "is blank, leave it out or give one");
        }
        return Body.of(
                body.substring(0, afterBrace) + "\"dedup_key\":\"" + dedupKey + "\"," + body.substring(afterBrace));
    }
}
