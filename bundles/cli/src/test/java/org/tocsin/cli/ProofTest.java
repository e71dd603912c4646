// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.Test;

/** Who can show that it has the token, and to whom. */
public final class ProofTest {

    private static final String TOKEN = "a-token-of-many-characters";

    private final String nonce = Proof.nonce();
    private final String question = Proof.question(TOKEN, 49463, nonce);

    @Test
    public void bothKnowTheTokenAndItIsNotTold() {
        String answer = Objects.requireNonNull(Proof.answer(question, TOKEN, 49463));

        assertThat(Proof.isAnswer(answer, TOKEN, 49463, nonce)).isTrue();
        assertThat(question + answer).doesNotContain(TOKEN);
        assertThat(Proof.isQuestion(question)).isTrue();
    }

    @Test
    public void whoAsksWithoutTheTokenIsToldNothing() {
        assertThat(Proof.answer(Proof.question("another-token-of-many", 49463, nonce), TOKEN, 49463))
                .isNull();
        assertThat(Proof.answer(question, TOKEN, 49464)).as("asked elsewhere").isNull();
        assertThat(Proof.answer("proof " + nonce, TOKEN, 49463)).isNull();
        assertThat(Proof.answer("token " + TOKEN, TOKEN, 49463)).isNull();
        assertThat(Proof.isQuestion("token " + TOKEN)).isFalse();
    }

    @Test
    public void noAnswerCountsButTheOneToThisQuestion() {
        String answer = Objects.requireNonNull(Proof.answer(question, TOKEN, 49463));
        String mirrored = question.substring(question.indexOf('.') + 1);

        assertThat(Proof.isAnswer(mirrored, TOKEN, 49463, nonce)).isFalse();
        assertThat(Proof.isAnswer(answer, TOKEN, 49463, Proof.nonce())).isFalse();
        assertThat(Proof.isAnswer(answer, TOKEN, 49464, nonce)).isFalse();
        assertThat(Proof.isAnswer("", TOKEN, 49463, nonce)).isFalse();
        assertThat(Proof.nonce()).isNotEqualTo(Proof.nonce());
    }
}
