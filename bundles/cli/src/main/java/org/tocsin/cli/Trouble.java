// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import org.jspecify.annotations.Nullable;

/**
 * Why a client got no answer from the agent, and what to do about it.
 *
 * @param kind what a program is told
 * @param sent whether the agent may have got it all the same
 * @param text what a person is told, one line
 * @param lasting whether it is the command that is wrong, so that it would be the next time
 * @param quiet whether the sender of an event that is in the spool need not be told: that is its usual way
 */
record Trouble(RefusedException.Reason kind, boolean sent, String text, boolean lasting, boolean quiet) {

    /** The token is there and not for this user: then a sender has the spool. */
    static final String CLOSED_WORD = "closed";

    /**
     * Who listens is not known to be the agent. Behind it is the number of its user, when that is not the agent's; {@code
     * nobody} when the kernel shows no listener; nothing when that is not known.
     */
    static final String UNPROVEN_WORD = "unproven:";

    private static final String USER = "[0-9]{1,10}";

    private static final String SPOOLED = "; the event is in the spool, from which the agent takes it";

    private static final String CLOSED = " cannot be read or holds none:";

    Trouble(RefusedException.Reason kind, boolean sent, String text) {
        this(kind, sent, text, false, false);
    }

    /**
     * @param word what the shell client found out: see {@code tocsin-client.sh}; or {@link #CLOSED_WORD}
     */
    static Trouble of(String word, String address, String secretFile) {
        return switch (word) {
            case "absent" -> absent(address);
            case "lost" -> lost(address);
            case "secret" ->
                new Trouble(
                        RefusedException.Reason.BUSY,
                        false,
                        "the token file " + secretFile
                                + CLOSED + " run this as a user who may read it,"
                                + " or name another by TOCSIN_SECRET_FILE");
            case "tls" ->
                new Trouble(
                        RefusedException.Reason.BUSY,
                        false,
                        "the agent on " + address + " does not show a certificate that is trusted here: look at"
                                + " tls.certificate, tls.ca and tls.name in org.tocsin.http.cfg, or at TOCSIN_CA_FILE");
            case CLOSED_WORD -> {
                Trouble told = of("secret", address, secretFile);
                yield new Trouble(told.kind(), told.sent(), told.text(), false, true);
            }
            default -> word.startsWith(UNPROVEN_WORD) ? unproven(address, word) : status(word, address);
        };
    }

    /**
     * Who listens has not shown that it is the agent, and so was told nothing.
     *
     * @param word what the shell client found out; empty when it was not asked
     */
    static Trouble unproven(String address, String word) {
        String user = word.substring(Math.min(word.length(), UNPROVEN_WORD.length()));
        if (!user.matches(USER)) {
            return new Trouble(
                    RefusedException.Reason.BUSY,
                    false,
                    "what listens on " + address
                            + " does not accept the token, or is not the agent, and was told nothing:"
                            + " TOCSIN_ADDRESS and TOCSIN_SECRET_FILE must be those of one agent");
        }
        return new Trouble(
                RefusedException.Reason.ABSENT,
                false,
                "the agent does not answer on " + address + ", where a process of user " + UserName.of(user)
                        + " listens in its place, and was told nothing: end that, then 'tocsin start'");
    }

    static Trouble absent(String address) {
        return new Trouble(
                RefusedException.Reason.ABSENT,
                false,
                "the agent does not answer on " + address + ": start it with 'tocsin start'");
    }

    static Trouble lost(String address) {
        return new Trouble(
                RefusedException.Reason.BUSY,
                true,
                "the agent on " + address + " was asked and did not answer: look at 'tocsin status'");
    }

    /** @param status of the answer, which was not 200 */
    static Trouble status(String status, String address) {
        String text = switch (status) {
            case "401", "403" ->
                "the agent on " + address
                        + " does not accept the token: TOCSIN_SECRET_FILE must name the file of that agent";
            case "413" -> "the command is longer than the agent on " + address + " takes: shorten it";
            case "500" -> "the agent on " + address + " failed inside: its log says why";
            case "503" -> "the agent on " + address + " is not ready: look at 'tocsin status'";
            case "504" -> "the agent on " + address + " did not answer in time: look at 'tocsin status'";
            case "404", "405" ->
                "what listens on " + address
                        + " is no Tocsin agent, or one that is still starting: TOCSIN_ADDRESS must name the agent";
            default ->
                "what listens on " + address + " answered with status " + status
                        + ": TOCSIN_ADDRESS must name the agent, its log says more";
        };
        return new Trouble(
                RefusedException.Reason.BUSY,
                status.startsWith("5") && !status.equals("503"),
                text,
                status.equals("413"),
                false);
    }

    RefusedException ofAQuestion() {
        return new RefusedException(kind, text);
    }

    /** What the sender of an event is told that was left in the spool; null for nothing. */
    @Nullable
    String spooled() {
        if (quiet) {
            return null;
        }
        int closed = text.indexOf(CLOSED);
        return (closed < 0 ? text : text.substring(0, closed) + " is not for this user") + SPOOLED;
    }

    RefusedException ofAnEvent() {
        String fate = sent
                ? "; whether the event was kept is not known, send it again only if it has a dedup key"
                : "; the event was not kept";
        return new RefusedException(kind, text + fate);
    }
}
