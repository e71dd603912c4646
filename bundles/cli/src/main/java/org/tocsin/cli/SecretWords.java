// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import java.time.Duration;
import java.util.List;

/** {@code tocsin secret rotate}: the token of the local API, which is never printed. */
final class SecretWords {

    private static final Flag GRACE =
            Flag.value("", "grace", "DURATION", "how long the old token is accepted, PT0S to PT24H (default: PT1M)");

    private SecretWords() {}

    static List<Word> words() {
        return List.of(new Word(
                        "secret rotate",
                        "[--grace DURATION] [--json]",
                        "Puts a new token for the local API into its file, and uses it at once.",
                        """
                Clients on this host read the file at every call, and notice nothing. Who has the token elsewhere needs the
                new one before the old one ends; --grace PT0S ends it now, and so does a restart of the agent.""",
                        List.of(GRACE, Flag.JSON),
                        SecretWords::rotate)
                .like("secret rotate"));
    }

    private static Answer.Done rotate(Call call) throws RefusedException {
        Duration grace = call.agent().rotateSecret(call.flags().last(GRACE.name()));
        return call.say(
                ViewJson.rotated(grace),
                grace.isZero()
                        ? "the token is a new one; the old one is accepted no more"
                        : "the token is a new one; the old one is accepted for another " + grace.toSeconds() + " s");
    }
}
