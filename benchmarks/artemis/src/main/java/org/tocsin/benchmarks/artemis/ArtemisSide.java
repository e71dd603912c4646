// SPDX-License-Identifier: Apache-2.0
package org.tocsin.benchmarks.artemis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.ClientProducer;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ClientSessionFactory;
import org.apache.activemq.artemis.api.core.client.ServerLocator;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.tocsin.benchmarks.side.Producers;
import org.tocsin.benchmarks.side.Texts;
import org.tocsin.benchmarks.side.Turns;

/**
 * An embedded broker with a NIO journal and its defaults. A turn, {@code P S}, has P producers, each with a session of its
 * own, send durable messages for S seconds and wait for every answer, which is a producer's default for these.
 */
public final class ArtemisSide {

    private static final String QUEUE = "events";

    private ArtemisSide() {}

    /** Takes turns. */
    public static void main(String[] args) throws Exception {
        Turns.take(ArtemisSide::turn);
    }

    private static double turn(List<String> words) throws Exception {
        Path directory = Files.createTempDirectory("artemis-benchmark-");
        EmbeddedActiveMQ broker = new EmbeddedActiveMQ().setConfiguration(configuration(directory));
        broker.start();
        try (ServerLocator locator = ActiveMQClient.createServerLocator("vm://0");
                ClientSessionFactory sessions = locator.createSessionFactory();
                ClientSession session = sessions.createSession()) {
            session.createQueue(QueueConfiguration.of(QUEUE).setRoutingType(RoutingType.ANYCAST));
            return Producers.perSecond(
                    Integer.parseInt(words.get(0)),
                    Double.parseDouble(words.get(1)),
                    number -> producer(locator.createSessionFactory(), number));
        } finally {
            broker.stop();
            delete(directory);
        }
    }

    private static Configuration configuration(Path directory) throws Exception {
        return new ConfigurationImpl()
                .setPersistenceEnabled(true)
                .setJournalType(JournalType.NIO)
                .setSecurityEnabled(false)
                .setJournalDirectory(directory.resolve("journal").toString())
                .setBindingsDirectory(directory.resolve("bindings").toString())
                .setPagingDirectory(directory.resolve("paging").toString())
                .setLargeMessagesDirectory(directory.resolve("large").toString())
                .addAcceptorConfiguration("vm", "vm://0");
    }

    /** Everything of a producer ends with the broker. */
    private static Producers.Producer producer(ClientSessionFactory sessions, int number) throws Exception {
        ClientSession session = sessions.createSession();
        ClientProducer producer = session.createProducer(QUEUE);
        Texts texts = Texts.of(1, "lane");
        long[] next = {number};
        return () -> {
            ClientMessage message = session.createMessage(true);
            message.getBodyBuffer().writeBytes(texts.text(next[0]));
            next[0] += 1_000;
            producer.send(message);
        };
    }

    private static void delete(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
