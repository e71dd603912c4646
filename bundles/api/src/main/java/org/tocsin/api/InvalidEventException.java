// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api;

/** An event that will never be accepted as it is. Its message has the form {@code field: what is wrong, what to do}. */
public final class InvalidEventException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String field;
    private final Kind kind;

    /** Which of the doors' answers fits. */
    public enum Kind {
        /** The content is wrong. */
        MALFORMED,
        /** The content is larger than the channel takes. */
        TOO_LARGE
    }

    /**
     * @param kind which answer fits
     * @param field the path of the field, for example {@code payload.summary}; {@code body} for the whole
     * @param problem what is wrong and what to do about it; never a secret
     */
    public InvalidEventException(Kind kind, String field, String problem) {
        super(field + ": " + problem);
        this.kind = kind;
        this.field = field;
    }

    /** Content that is wrong: {@link Kind#MALFORMED}. */
    public InvalidEventException(String field, String problem) {
        this(Kind.MALFORMED, field, problem);
    }

    /** Which answer fits. */
    public Kind kind() {
        return kind;
    }

    /** The path of the field that is wrong. */
    public String field() {
        return field;
    }
}
