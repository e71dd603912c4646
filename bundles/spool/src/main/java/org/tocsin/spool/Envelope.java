// SPDX-License-Identifier: Apache-2.0
package org.tocsin.spool;

import static org.tocsin.spool.UnfitFileException.Why.CONTENT;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Body;
import org.tocsin.api.Lane;
import org.tocsin.api.SubmissionId;

/**
 * What a file of the spool holds: lines that say what it is, an empty line, and the event, byte for byte.
 *
 * <pre>
 * tocsin-spool 1
 * channel: pagerduty
 * format: v2               (may be missing)
 * key: ops                 (given outside the event; may be missing; what is not A-Z a-z 0-9 . _ - is %XX of its UTF-8)
 * submission: 0123…        (1 to 64 printable characters)
 * length: 123              (of the event, in bytes)
 *
 * {"routing_key":…
 * </pre>
 */
final class Envelope {

    private static final String FIRST = "tocsin-spool 1";
    private static final int MAX_HEAD = 8 << 10;
    private static final Set<String> FIELDS = Set.of("channel", "format", "key", "submission", "length");
    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

    private Envelope() {}

    static Dropped read(String name, byte[] content) throws UnfitFileException {
        int end = endOfHead(content);
        if (end < 0) {
            throw unfit("has no line 'tocsin-spool 1', or no empty line before its event");
        }
        Map<String, String> fields = fields(new String(content, 0, end, StandardCharsets.ISO_8859_1));
        byte[] event = Arrays.copyOfRange(content, end + 2, content.length);
        String length = required(fields, "length");
        if (!length.equals(Integer.toString(event.length))) {
            throw unfit("holds " + event.length + " bytes of an event and says " + bounded(length)
                    + ": write it under a name that begins with '.', then rename it");
        }
        String channel = required(fields, "channel");
        String format = fields.get("format");
        if (!channel.matches(NAME) || (format != null && !format.matches(NAME))) {
            throw unfit("names a channel or a format that is no name");
        }
        return new Dropped(channel, format, key(fields.get("key")), submission(fields), Body.of(event));
    }

    /** Where the line end before the empty line is; -1 when there is none. */
    private static int endOfHead(byte[] content) {
        int most = Math.min(content.length, MAX_HEAD);
        for (int i = 0; i + 1 < most; i++) {
            if (content[i] == '\n' && content[i + 1] == '\n') {
                return i;
            }
        }
        return -1;
    }

    private static Map<String, String> fields(String head) throws UnfitFileException {
        String[] lines = head.split("\n", -1);
        if (!lines[0].equals(FIRST)) {
            throw unfit("does not begin with 'tocsin-spool 1'");
        }
        Map<String, String> fields = new HashMap<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(": ");
            if (colon < 0
                    || !FIELDS.contains(lines[i].substring(0, colon))
                    || fields.put(lines[i].substring(0, colon), lines[i].substring(colon + 2)) != null) {
                throw unfit("has a line " + (i + 1) + " that says none of "
                        + String.join(", ", FIELDS.stream().sorted().toList()) + ", or says it twice");
            }
        }
        return fields;
    }

    private static String required(Map<String, String> fields, String field) throws UnfitFileException {
        String value = fields.get(field);
        if (value == null) {
            throw unfit("has no line '" + field + ": …'");
        }
        return value;
    }

    private static SubmissionId submission(Map<String, String> fields) throws UnfitFileException {
        try {
            return new SubmissionId(required(fields, "submission"));
        } catch (IllegalArgumentException e) {
            throw unfit(String.valueOf(e.getMessage()));
        }
    }

    private static @Nullable String key(@Nullable String written) throws UnfitFileException {
        if (written == null) {
            return null;
        }
        byte[] bytes = new byte[written.length()];
        int size = 0;
        for (int i = 0; i < written.length(); i++) {
            char c = written.charAt(i);
            if (c == '%'
                    && i + 2 < written.length()
                    && Character.digit(written.charAt(i + 1), 16) >= 0
                    && Character.digit(written.charAt(i + 2), 16) >= 0) {
                bytes[size++] = (byte) Integer.parseInt(written.substring(i + 1, i + 3), 16);
                i += 2;
            } else if (c > ' ' && c < 127 && c != '%') {
                bytes[size++] = (byte) c;
            } else {
                throw unfit("has a key that is not written as %XX");
            }
        }
        String key = new String(bytes, 0, size, StandardCharsets.UTF_8);
        if (key.isEmpty() || key.length() > Lane.MAX_KEY_LENGTH) {
            throw unfit("has a key that is empty or too long");
        }
        return key;
    }

    private static String bounded(String text) {
        return text.matches("[0-9]{1,9}") ? text : "no number";
    }

    private static UnfitFileException unfit(String message) {
        return new UnfitFileException(CONTENT, message);
    }
}
