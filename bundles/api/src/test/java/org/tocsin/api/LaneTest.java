// SPDX-License-Identifier: Apache-2.0
package org.tocsin.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.Test;

public class LaneTest {

    private static final String KEY = "0123456789abcdef0123456789abcdef";

    @Test
    public void neitherIdNorTextRevealsTheKey() {
        Lane lane = new Lane("pagerduty", KEY);

        assertThat(lane.id()).matches("pd-[0-9a-f]{12}").isEqualTo(lane.toString());
        assertThat(new Event(lane, "v2", Body.of(KEY), KEY.substring(1)).toString())
                .doesNotContain(KEY);
    }

    @Test
    public void lanesOfOneKeyInTwoChannelsHaveDifferentIds() {
        assertThat(new Lane("webhook", KEY).id())
                .startsWith("webhook-")
                .isNotEqualTo(new Lane("pagerduty", KEY).id().replace("pd-", "webhook-"));
    }

    @Test
    public void anEmptyOrEndlessKeyIsRefusedWithoutBeingQuoted() {
        String endless = "k".repeat(Lane.MAX_KEY_LENGTH + 1);

        assertThatThrownBy(() -> new Lane("pagerduty", "")).hasMessage("key: must have 1 to 255 characters");
        assertThatThrownBy(() -> new Lane("pagerduty", endless)).hasMessage("key: must have 1 to 255 characters");
        assertThatThrownBy(() -> new Lane(" ", KEY)).hasMessage("channel: must not be blank");
    }
}
