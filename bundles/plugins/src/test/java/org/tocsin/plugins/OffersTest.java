// SPDX-License-Identifier: Apache-2.0
package org.tocsin.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.Test;
import org.tocsin.api.PluginControl.Offer;

public final class OffersTest {

    private final FeatureStore store = new FeatureStore();

    @Test
    public void whoBringsAnAdapterSaysSoWhetherItIsInstalledOrNot() throws Exception {
        offer("tocsin-nagios/1.0.0", "tocsin.adapter;name=nagios");
        offer("tocsin-nagios/1.1.0", "tocsin.adapter;name=nagios");
        offer(
                "example/1.0.0",
                "other;name=no",
                "tocsin.adapter; version=1; name:String=\"one-2\", tocsin.adapter;name=two");
        store.offer("tocsin-slack/1.0.0");

        assertThat(Offers.of(store.service(), List.of()))
                .isEqualTo(Map.of(
                        "nagios", new Offer("tocsin-nagios", false),
                        "one-2", new Offer("example", false),
                        "two", new Offer("example", false)));

        store.required.add("feature:tocsin-nagios/[1.0.0,1.0.0]");
        assertThat(Offers.of(store.service(), List.of())).containsEntry("nagios", new Offer("tocsin-nagios", true));
    }

    private void offer(String id, String... capabilities) {
        store.offer(id);
        store.capabilities.put(id, List.of(capabilities));
    }
}
