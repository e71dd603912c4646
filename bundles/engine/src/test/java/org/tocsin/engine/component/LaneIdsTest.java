// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine.component;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.Test;
import org.tocsin.api.Lane;

/** Ids that are not hashed each time. */
public class LaneIdsTest {

    @Test
    public void everyLaneKeepsItsOwnIdHoweverManyThereAre() {
        LaneIds ids = new LaneIds();
        List<Lane> lanes = IntStream.range(0, 5_000)
                .mapToObj(i -> new Lane(i % 2 == 0 ? "pagerduty" : "teams", "key" + i))
                .toList();
        for (int round = 0; round < 2; round++) {
            assertThat(lanes).allMatch(lane -> ids.id(lane).equals(lane.id()));
        }
    }
}
