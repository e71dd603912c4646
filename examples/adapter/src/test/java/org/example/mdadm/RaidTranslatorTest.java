// SPDX-License-Identifier: Apache-2.0
package org.example.mdadm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.Test;
import org.tocsin.api.InvalidEventException;

/** Golden files: {@code <case>.in} is what mdadm tells, {@code <case>.events} what is made of it. */
public class RaidTranslatorTest {

    private static final Path CASES = Path.of("src/test/resources");

    private final RaidTranslator translator = new RaidTranslator("web1");

    @Test
    public void aFailureIsATriggerAndTheEndOfTheRebuildItsResolve() throws Exception {
        assertCase("failure");
    }

    @Test
    public void whatOnlyTellsOfProgressMakesNoEvent() throws Exception {
        assertThat(translator.events("RebuildStarted /dev/md0\nRebuild60 /dev/md0\n"))
                .isEmpty();
    }

    @Test
    public void aLineThatIsNotOfMdadmIsNamedWithItsRemedy() {
        assertThatThrownBy(() -> translator.events("Fail"))
                .isInstanceOf(InvalidEventException.class)
                .hasMessage("line: has 1 words, give what mdadm gives: EVENT ARRAY [DISK]");
    }

    private void assertCase(String name) throws IOException, InvalidEventException {
        assertThat(translator.events(Files.readString(CASES.resolve(name + ".in"))))
                .isEqualTo(Files.readAllLines(CASES.resolve(name + ".events")));
    }
}
