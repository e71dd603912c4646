// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.Test;
import org.tocsin.api.http.HttpDoor;
import org.tocsin.api.http.HttpDoor.PathSpec;
import org.tocsin.api.http.HttpReply;
import org.tocsin.engine.component.MemoryDoor;

public class PathLeaseTest {

    private static final PathSpec SEND = new PathSpec("/send", Set.of("POST"), HttpDoor.Credential.TOKEN, 1024);
    private static final HttpDoor.Handler OK = request -> CompletableFuture.completedFuture(HttpReply.text(200, "OK"));

    private final AtomicInteger closed = new AtomicInteger();
    private final PathLease lease = new PathLease("api", SEND, OK, gone -> closed.incrementAndGet());
    private final MemoryDoor listener = new MemoryDoor();

    @Test
    public void itWaitsForItsListenerAndOpensThePathWhenThatComes() {
        assertThat(lease.waitsFor()).isEqualTo("waits for the listener api, which a plugin such as http brings");

        lease.bind(listener);

        assertThat(lease.waitsFor()).isEmpty();
        assertThat(listener.paths()).containsExactly("/send");
    }

    @Test
    public void itOpensThePathAgainOnAnotherListener() {
        lease.bind(listener);
        lease.unbind(listener);
        assertThat(listener.paths()).isEmpty();
        assertThat(lease.waitsFor()).contains("waits for the listener api");

        MemoryDoor next = new MemoryDoor();
        lease.bind(next);
        assertThat(next.paths()).containsExactly("/send");
    }

    @Test
    public void aPathThatSomebodyElseHasIsOpenedWhenItIsFree() {
        HttpDoor.OpenPath other = listener.open(SEND, OK);
        lease.bind(listener);
        assertThat(lease.waitsFor()).isEqualTo("path /send is not open: somebody else has it");

        other.close();
        lease.retry();

        assertThat(lease.waitsFor()).isEmpty();
        assertThat(listener.paths()).containsExactly("/send");
    }

    @Test
    public void whateverTheListenerThrowsIsWhatThePathWaitsFor() {
        lease.bind((spec, handler) -> {
            throw new IllegalArgumentException("path: is not to my taste");
        });

        assertThat(lease.waitsFor()).isEqualTo("path /send is not open: path: is not to my taste");
    }

    @Test
    public void onceClosedItOpensNothing() {
        lease.close();
        lease.bind(listener);

        assertThat(listener.paths()).isEmpty();
        assertThat(closed).hasValue(1);
    }
}
