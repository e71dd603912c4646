// SPDX-License-Identifier: Apache-2.0
package org.tocsin.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.tocsin.api.EventFormat;
import org.tocsin.api.EventQueue;
import org.tocsin.api.HealthPart.State;
import org.tocsin.api.SettingsReader;

/** The part in the container. */
public class AlarmPartTest {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void aLookThatFailsWhicheverWayIsShownAndDoneAgain() throws Exception {
        Path key = Files.writeString(folder.newFile("key").toPath(), "0123456789abcdef0123456789abcdef");
        System.setProperty("tocsin.data", folder.getRoot().getPath());
        try {
            Config config = SettingsReader.of(Config.class, Map.of("keyFile", key.toString()));
            AlarmPart part = new AlarmPart(config, Clock.systemUTC(), false);
            part.bindFormat(proxy(EventFormat.class, "pagerduty"));
            EventQueue broken = broken();
            part.bindQueue(broken);

            part.look(); // the timer runs nothing again that throws

            assertThat(part.health().state()).isEqualTo(State.DEGRADED);
            assertThat(part.health().text()).isEqualTo("on purpose; it is tried again");
            part.unbindQueue(broken);
            part.bindQueue(proxy(EventQueue.class, List.of()));
            part.look();
            assertThat(part.health().state()).isEqualTo(State.READY);
        } finally {
            System.clearProperty("tocsin.data");
        }
    }

    private static EventQueue broken() {
        return (EventQueue) Proxy.newProxyInstance(
                AlarmPartTest.class.getClassLoader(), new Class<?>[] {EventQueue.class}, (queue, method, arguments) -> {
                    if (method.getName().equals("status")) {
                        throw new StackOverflowError("on purpose");
                    }
                    return queue == arguments[0];
                });
    }

    /** Answers all questions with this, and with no. */
    private static <T> T proxy(Class<T> type, Object answer) {
        return type.cast(Proxy.newProxyInstance(
                AlarmPartTest.class.getClassLoader(),
                new Class<?>[] {type},
                (it, method, arguments) -> method.getReturnType() == boolean.class ? false : answer));
    }
}
