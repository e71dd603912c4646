// SPDX-License-Identifier: Apache-2.0
package org.tocsin.http.local;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.tocsin.api.EventState;
import org.tocsin.api.Lane;
import org.tocsin.api.LaneStatus;
import org.tocsin.api.QueueRefusedException;
import org.tocsin.cli.LaneView;
import org.tocsin.cli.RefusedException;
import org.tocsin.cli.RefusedException.Reason;

/** The lanes, by their ids. */
final class LaneBook {

    private final Spine spine;

    LaneBook(Spine spine) {
        this.spine = spine;
    }

    /** All of them, sorted by id. */
    List<LaneView> all() throws QueueRefusedException {
        return spine.queue().status().stream().map(LaneBook::view).toList();
    }

    /** The lane of this id. */
    LaneStatus lane(String id) throws QueueRefusedException, RefusedException {
        for (LaneStatus status : spine.queue().status()) {
            if (status.lane().id().equals(id)) {
                return status;
            }
        }
        throw new RefusedException(Reason.UNKNOWN, "lane: there is no " + shown(id) + ", see 'tocsin lane list'");
    }

    /** The lanes that have events in a state, sorted by id; of one lane when its id is given. */
    List<Lane> with(EventState state, @Nullable String id) throws QueueRefusedException, RefusedException {
        List<LaneStatus> asked = id == null ? spine.queue().status() : List.of(lane(id));
        return asked.stream()
                .filter(status -> count(status, state) > 0)
                .map(LaneStatus::lane)
                .toList();
    }

    /** The id that ends with this hash. */
    String idOf(String hash) throws QueueRefusedException, RefusedException {
        for (LaneStatus status : spine.queue().status()) {
            String id = status.lane().id();
            if (hash(id).equals(hash)) {
                return id;
            }
        }
        throw new RefusedException(Reason.INVALID, "from: names no lane, begin anew");
    }

    /** The part of an id that is safe everywhere. */
    static String hash(String id) {
        return id.substring(id.lastIndexOf('-') + 1);
    }

    private static long count(LaneStatus status, EventState state) {
        return switch (state) {
            case WAITING -> status.waiting();
            case DELIVERED -> status.delivered();
            case DEAD -> status.dead();
            case DROPPED -> status.dropped();
        };
    }

    /** Puts all dead letters of these lanes back in their places, and waits until that is durable. */
    int retry(Predicate<Lane> chosen) throws QueueRefusedException, RefusedException {
        int count = 0;
        for (LaneStatus status : spine.queue().status()) {
            if (status.dead() > 0 && chosen.test(status.lane())) {
                count += spine.await(spine.control().retry(status.lane(), Set.of()));
            }
        }
        return count;
    }

    static LaneView view(LaneStatus status) {
        return new LaneView(
                status.lane().id(),
                status.lane().channel(),
                status.lane().key(),
                status.state().name(),
                status.waiting(),
                status.delivered(),
                status.dead(),
                status.dropped(),
                status.oldestAccepted(),
                status.attempts(),
                status.lastError(),
                status.nextTry(),
                status.perMinute(),
                status.drain());
    }

    /** What a person typed may be a key, typed in the wrong place: it is not said again in full. */
    private static String shown(String id) {
        return id.matches("[a-z][a-z0-9.-]*-[0-9a-f]{12}") ? id : "lane of that id";
    }
}
