// SPDX-License-Identifier: Apache-2.0
package org.tocsin.spool;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.Body;
import org.tocsin.api.SubmissionId;

/**
 * The directory {@code pdq} of pdagent: {@code <number>_<key>.txt}, in the order of their numbers, each with an event of
 * v1 as JSON. Names have keys in them, and are shown to nobody.
 */
final class OutqueueLayout implements Layout {

    static final String PENDING = "pdq";
    static final String TAKEN = "taken";
    static final String ERROR = "err";

    /** As pdagent had it. */
    private static final int MAX_BYTES = 4 << 20;

    private static final int HEX_OF_A_NAME = 40;
    private static final Pattern NAME = Pattern.compile("([0-9]{1,18})_.+\\.txt", Pattern.DOTALL);

    @Override
    public boolean ignores(String name) {
        return false;
    }

    @Override
    public boolean fits(String name) {
        return NAME.matcher(name).matches();
    }

    @Override
    public Place place(Path name) {
        Matcher matcher = NAME.matcher(name.toString());
        return new Place(0, "", matcher.matches() ? Long.parseLong(matcher.group(1)) : -1, 0, name);
    }

    @Override
    public int maxBytes() {
        return MAX_BYTES;
    }

    @Override
    public boolean takesLinks() {
        return true;
    }

    @Override
    public boolean keepsNames() {
        return true;
    }

    @Override
    public @Nullable String shown(String name) {
        Matcher matcher = NAME.matcher(name);
        return matcher.matches() ? matcher.group(1) + "_….txt" : null;
    }

    @Override
    public Dropped read(String name, byte[] content) {
        return new Dropped("pagerduty", "v1", null, submission(name, content), Body.of(content));
    }

    /** Its sender has chosen the name: a second file of that name and text is the first, not yet taken away. */
    private static SubmissionId submission(String name, byte[] content) {
        try {
            MessageDigest hash = MessageDigest.getInstance("SHA-256");
            hash.update((name + '\n').getBytes(StandardCharsets.UTF_8));
            return new SubmissionId(
                    "pdq-" + HexFormat.of().formatHex(hash.digest(content)).substring(0, HEX_OF_A_NAME));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
