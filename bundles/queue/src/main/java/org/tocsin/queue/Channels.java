// SPDX-License-Identifier: Apache-2.0
package org.tocsin.queue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.DeliveryChannel;

/** The ways out that are there, by name; of two with one name the newer is used. Guarded by the dispatcher's lock. */
final class Channels {

    private final Map<String, List<DeliveryChannel>> byName = new HashMap<>();

    void add(String name, DeliveryChannel channel) {
        byName.computeIfAbsent(name, any -> new ArrayList<>()).add(channel);
    }

    void remove(DeliveryChannel channel) {
        byName.values().forEach(same -> same.removeIf(there -> there == channel));
        byName.values().removeIf(List::isEmpty);
    }

    @Nullable
    DeliveryChannel find(String name) {
        List<DeliveryChannel> same = byName.get(name);
        return same == null ? null : same.get(same.size() - 1);
    }
}
