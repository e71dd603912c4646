// SPDX-License-Identifier: Apache-2.0
package org.tocsin.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.Test;

public final class WireTest {

    private static final String RS = "\u001e";

    @Test
    public void argumentsArriveAsTheyWereTyped() {
        List<String> args =
                List.of("", "-k", "\u001e begins with RS", "a\nb", "%s", "é €😀", "'\"$`\\", "x".repeat(100_000));
        for (Command command : List.of(
                new Command("pd-send", args, null, false),
                new Command("pd-send", args, "", true),
                new Command("pd-send", List.of(), "input\n\u001e", false))) {
            assertThat(Wire.read("pd-send", Wire.request(command))).isEqualTo(command);
        }
    }

    @Test
    public void bytesThatAreNoTextBecomeReplacementCharacters() {
        byte[] body = {'1', ' ', 'n', 'o', 'n', 'e', ' ', 'a', 'n', 'y', 0, 'a', (byte) 0xff, 'b', 0};

        assertThat(Wire.read("pd-send", body).args()).containsExactly("a\ufffdb");
    }

    @Test
    public void whatIsNoRequestIsRefusedWithAReason() {
        for (String body : List.of(
                "", "1", "x none any\0", "1 none any\0arg", "-1 none any\0", "99999 none any\0", "1 none\0a\0")) {
            assertThatThrownBy(() -> Wire.read("pd-send", body.getBytes(UTF_8)))
                    .as(body)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("body: ");
        }
    }

    @Test
    public void answersComeBackWhole() {
        Answer.Done done = new Answer.Done(255, "out\n", "err é\n");

        assertThat(Wire.readAnswer(Wire.answer(done))).isEqualTo(done);
        assertThat(Wire.answer(done)).isEqualTo(("255" + RS + "out\n" + RS + "err é\n" + RS).getBytes(UTF_8));
        for (Answer asks : List.of(
                new Answer.WantsInput(null, false),
                new Answer.WantsInput("/a file", false),
                new Answer.WantsInput("/a file", true))) {
            assertThat(Wire.readAnswer(Wire.answer(asks))).isEqualTo(asks);
        }
    }

    @Test
    public void separatorsInTextsBecomeBlanks() {
        assertThat(Wire.readAnswer(Wire.answer(new Answer.Done(0, "a\u001eb\0c", ""))))
                .isEqualTo(new Answer.Done(0, "a b c", ""));
    }

    @Test
    public void anAnswerThatWasCutOffIsNone() {
        byte[] whole = Wire.answer(new Answer.Done(0, "out", "err"));
        for (int length = 0; length < whole.length; length++) {
            assertThat(Wire.readAnswer(Arrays.copyOf(whole, length))).isNull();
        }
    }

    @Test
    public void aTokenIsNotToldToTheClientAgain() {
        Answer elsewhere = new Answer.Elsewhere("10.0.0.1:49463", "SECRET");

        assertThat(new String(Wire.answer(elsewhere), UTF_8)).isEqualTo("elsewhere" + RS + RS + RS);
        assertThat(elsewhere.toString()).doesNotContain("SECRET");
    }
}
