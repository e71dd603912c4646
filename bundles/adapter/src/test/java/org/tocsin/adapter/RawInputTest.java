// SPDX-License-Identifier: Apache-2.0
package org.tocsin.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.Test;
import org.tocsin.api.Body;
import org.tocsin.api.InvalidEventException;

/** Any local user may drop an input. */
public class RawInputTest {

    @Test
    public void aLongTextIsOneThingAndAMillionSmallOnesAreRefused() throws InvalidEventException {
        String text = "x".repeat(3_000_000);

        assertThat(RawInput.of(Body.of("{\"adapter\":\"sensu\",\"text\":\"" + text + "\"}"), null)
                        .input()
                        .body()
                        .utf8())
                .isEqualTo(text);
        String many = "{\"adapter\":\"sensu\",\"text\":\"t\",\"many\":[" + "{},".repeat(1_000_000) + "1]}";
        assertThatThrownBy(() -> RawInput.of(Body.of(many), null))
                .isInstanceOf(InvalidEventException.class)
                .hasMessageStartingWith("body: ");
    }
}
