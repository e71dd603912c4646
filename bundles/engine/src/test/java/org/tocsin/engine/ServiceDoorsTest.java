// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.tocsin.api.Body;
import org.tocsin.api.Event;
import org.tocsin.api.EventQueue;
import org.tocsin.api.IntakeGate;
import org.tocsin.api.Lane;
import org.tocsin.api.LaneStatus;
import org.tocsin.api.PresentGate;
import org.tocsin.api.Receipt;
import org.tocsin.api.SubmissionId;
import org.tocsin.api.http.HttpDoor;
import org.tocsin.api.http.HttpDoor.PathSpec;
import org.tocsin.api.http.HttpReply;
import org.tocsin.engine.component.Doors;
import org.tocsin.engine.component.MemoryDoor;

public class ServiceDoorsTest {

    private static final HttpDoor.Handler OK = request -> CompletableFuture.completedFuture(HttpReply.text(200, "OK"));

    @Rule
    public final Framework framework = new Framework();

    private final MemoryDoor listener = new MemoryDoor();
    private final EventQueue queue = new EventQueue() {
        @Override
        public CompletionStage<Receipt> accept(Event event, @Nullable SubmissionId submission) {
            return CompletableFuture.completedFuture(new Receipt(1, "0".repeat(32), event.dedupKey()));
        }

        @Override
        public List<LaneStatus> status() {
            return List.of();
        }
    };
    private @Nullable ServiceDoors opened;

    @Before
    public void openDoors() {
        opened = new ServiceDoors(framework.context());
        opened.open();
    }

    @After
    public void closeDoors() {
        doors().close();
    }

    @Test
    public void aPathThatItsListenerRefusesKeepsNoOtherFromOpening() {
        Doors.Lease bad = doors().openPath("api", spec("/bad"), OK);
        Doors.Lease good = doors().openPath("api", spec("/good"), OK);

        register((spec, handler) -> {
            if (spec.path().equals("/bad")) {
                throw new IllegalArgumentException("path: is bad");
            }
            return listener.open(spec, handler);
        });
        doors().retry();
        Doors.Lease late = doors().openPath("api", spec("/late"), OK);

        assertThat(listener.paths()).containsExactlyInAnyOrder("/good", "/late");
        assertThat(bad.waitsFor()).isEqualTo("path /bad is not open: path: is bad");
        assertThat(good.waitsFor()).isEmpty();
        assertThat(late.waitsFor()).isEmpty();
    }

    @Test
    public void aPathThatDoesNotCloseKeepsNoOtherFromClosing() {
        doors().openPath("api", spec("/a"), OK);
        doors().openPath("api", spec("/b"), OK);
        AtomicInteger closings = new AtomicInteger();
        ServiceRegistration<HttpDoor> registration = register((spec, handler) -> () -> {
            closings.incrementAndGet();
            throw new IllegalStateException("does not close");
        });

        registration.unregister();
        register(listener);

        assertThat(closings).hasValue(2);
        assertThat(listener.paths()).containsExactlyInAnyOrder("/a", "/b");
    }

    @Test
    public void whatCouldNotBeGivenToItsOwnerIsNotTriedAgain() {
        AtomicInteger tries = new AtomicInteger();
        register((spec, handler) -> {
            tries.incrementAndGet();
            throw new StackOverflowError("no way out");
        });

        assertThatThrownBy(() -> doors().openPath("api", spec("/a"), OK)).isInstanceOf(StackOverflowError.class);
        doors().retry();

        assertThat(tries).hasValue(1);
    }

    @Test
    public void noEventOfARouteGoesThroughWhileTheGateIsExchanged() {
        framework.context().registerService(EventQueue.class, queue, null);
        ServiceRegistration<IntakeGate> gate = register(lane -> CompletableFuture.completedFuture(null));
        assertThat(accept()).isCompleted();
        gate.unregister();
        CompletableFuture<Receipt> between = accept();
        CompletableFuture<Void> dropped = new CompletableFuture<>();

        register(lane -> dropped);

        assertThat(between).as("files that were dropped meanwhile come first").isNotDone();
        dropped.complete(null);
        assertThat(between).isCompleted();
    }

    @Test
    public void doorsThatOpenBeforeTheGateOfAnInstalledBundleWaitForIt() throws Exception {
        framework.context().registerService(EventQueue.class, queue, null);
        framework.start("org.tocsin.gates", "1.0.0", Map.of(Constants.PROVIDE_CAPABILITY, PresentGate.CAPABILITY));
        doors().close();
        openDoors();
        CompletableFuture<Receipt> early = accept();
        assertThat(early).isNotDone();

        register(lane -> CompletableFuture.completedFuture(null));

        assertThat(early).isCompleted();
    }

    private CompletableFuture<Receipt> accept() {
        EventQueue door = Objects.requireNonNull(doors().queue());
        Event event = new Event(new Lane("slack", "ops"), "text", Body.of("hello"), "d");
        return door.accept(event).toCompletableFuture();
    }

    private ServiceRegistration<IntakeGate> register(IntakeGate gate) {
        return framework.context().registerService(IntakeGate.class, gate, null);
    }

    private ServiceDoors doors() {
        return Objects.requireNonNull(opened);
    }

    private ServiceRegistration<HttpDoor> register(HttpDoor door) {
        return framework
                .context()
                .registerService(HttpDoor.class, door, FrameworkUtil.asDictionary(Map.of(HttpDoor.DOOR, "api")));
    }

    private static PathSpec spec(String path) {
        return new PathSpec(path, Set.of("POST"), HttpDoor.Credential.TOKEN, 1024);
    }
}
