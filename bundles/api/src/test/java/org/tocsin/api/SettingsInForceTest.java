// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.Test;
import org.tocsin.api.HealthPart.Health;
import org.tocsin.api.HealthPart.State;

/** What a wrong value does, at the start and later. */
public class SettingsInForceTest {

    private static final String WRONG = "f.cfg: count: 'lots' is not a number, use a whole number from 1 to 9";

    private final SettingsInForce<Long> inForce = new SettingsInForce<>();
    private final List<String> told = new ArrayList<>();

    private boolean read(String text) {
        return inForce.read(() -> Setting.of("f.cfg", "count", text).number(1L, 9L), told::add);
    }

    @Test
    public void aWrongValueOfARunningAgentChangesNothingAndIsToldOnce() {
        assertThat(read("4")).isTrue();

        assertThat(read("lots")).isFalse();
        assertThat(read("lots")).isFalse();

        assertThat(inForce.settings()).contains(4L);
        assertThat(told).containsExactly(WRONG + "; until it is put right the settings before it stay in force");
        assertThat(inForce.over(new Health(State.READY, "2 lanes")))
                .isEqualTo(new Health(State.DEGRADED, told.get(0) + "; 2 lanes"));
        assertThat(inForce.over(new Health(State.FAILED, "no store")).state()).isEqualTo(State.FAILED);
    }

    @Test
    public void whatIsPutRightIsReadyAgainAndOnlyWhatDiffersIsAChange() {
        assertThat(read("4")).isTrue();
        read("lots");

        assertThat(read("4")).as("the value before").isFalse();
        assertThat(inForce.problem()).isEmpty();
        assertThat(inForce.over(new Health(State.READY, "well"))).isEqualTo(new Health(State.READY, "well"));
        assertThat(read("5")).isTrue();
        read("lots");
        assertThat(told).as("a second time is told a second time").hasSize(2);
    }

    @Test
    public void whatCannotBePutInForceIsTakenBack() {
        read("4");
        read("5");

        inForce.goBack(4L, "f.cfg: count: 5 is in use", told::add);

        assertThat(inForce.settings()).contains(4L);
        assertThat(inForce.problem())
                .isEqualTo("f.cfg: count: 5 is in use; until it is put right the settings before it stay in force");
        assertThat(told).hasSize(1);
        assertThat(read("5")).as("it may be free by now").isTrue();
        assertThat(inForce.problem()).isEmpty();
    }

    @Test
    public void whatAComponentWasGivenIsReadAsItsReaderWouldMakeIt() {
        Map<String, String> given = Map.of("a.b", "1", "c", "2");

        assertThat(SettingsReader.values(Given.class, SettingsReader.of(Given.class, given)))
                .isEqualTo(Map.of("a.b", "1", "c", "2", "d", "3"));
    }

    @interface Given {
        String a_b() default "";

        String c() default "";

        String d() default "3";
    }

    @Test
    public void atTheStartNothingIsInForce() {
        assertThat(read("lots")).isFalse();

        assertThat(inForce.settings()).isEmpty();
        assertThat(told).containsExactly(WRONG);
        assertThat(read("4")).isTrue();
        assertThat(inForce.settings()).contains(4L);
    }
}
