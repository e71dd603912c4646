// SPDX-License-Identifier: Apache-2.0
package org.tocsin.sandbox.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A small agent that keeps the promise with a file per event, so that the demo can be tested without the product; and,
 * told to, one that breaks it.
 */
final class TinyAgent {

    private final Path queue = Path.of(System.getenv("TOCSIN_DATA"), "queue");
    private final String url = System.getenv("TOCSIN_PAGERDUTY_URL");
    private final String bug = String.valueOf(System.getenv("TINY_BUG"));
    private final ScheduledExecutorService delivery = Executors.newSingleThreadScheduledExecutor();
    private final List<String> parked = new CopyOnWriteArrayList<>();
    private boolean installed;
    private long last;

    private TinyAgent() {}

    public static void main(String[] args) throws IOException {
        new TinyAgent().run();
    }

    private void run() throws IOException {
        Files.createDirectories(queue);
        Files.writeString(Path.of(System.getenv("TOCSIN_SECRET_FILE")), "tiny\n");
        List<Path> waiting = waiting();
        last = waiting.isEmpty()
                ? 0
                : Long.parseLong(waiting.get(waiting.size() - 1).getFileName().toString());
        if (bug.equals("forget") && !waiting.isEmpty()) {
            Files.delete(waiting.get(0));
        }
        int port = Integer.parseInt(System.getenv("TOCSIN_ADDRESS").split(":", -1)[1]);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
        server.createContext("/", this::serve);
        server.start();
        var unused = delivery.scheduleWithFixedDelay(this::deliver, 0, 50, TimeUnit.MILLISECONDS);
    }

    private void serve(HttpExchange http) throws IOException {
        String body = new String(http.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        switch (http.getRequestURI().toString()) {
            case "/send" -> {
                boolean known = "token tiny".equals(http.getRequestHeaders().getFirst("Authorization"));
                if (known) {
                    accept(body);
                }
                answer(http, known ? 200 : 401, "{\"key\":\"x\"}");
            }
            case "/cli/pd-send" -> {
                accept(v1(flags(body)));
                answer(http, 200, "Event processed.");
            }
            case "/cli/pdagent" -> {
                accept(v2(flags(body)));
                answer(http, 200, "{\"key\":\"x\"}");
            }
            case "/cli/pd-nagios", "/cli/pd-zabbix", "/cli/pd-sensu" -> {
                String tool = http.getRequestURI().toString().substring("/cli/pd-".length());
                tell(TinyAdapter.event(tool, List.of(body.split("\0", -1))));
                answer(http, 200, "");
            }
            case "/shell" -> {
                install(body);
                answer(http, 200, "");
            }
            case "/status?--json" ->
                answer(http, 200, "{\"waiting\":" + (waiting().size() + parked.size()) + "}");
            default -> answer(http, 200, "LANE  WAITING\ntiny  " + waiting().size() + "\n");
        }
    }

    private synchronized void tell(String event) throws IOException {
        if (installed) {
            accept(event);
        } else {
            parked.add(event);
        }
    }

    private synchronized void install(String words) throws IOException {
        if (!words.contains("feature:install tocsin-nagios tocsin-zabbix tocsin-sensu")) {
            throw new IOException("what is " + words);
        }
        installed = true;
        for (String event : parked) {
            // the bug: another key than the recovery has
            accept(bug.equals("rename") ? event.replace("mq1", "mq2") : event);
        }
        parked.clear();
    }

    private synchronized void accept(String event) throws IOException {
        Path part = queue.resolveSibling("part");
        Files.writeString(part, event);
        Files.move(part, queue.resolve(String.format(Locale.ROOT, "%08d", ++last)), StandardCopyOption.ATOMIC_MOVE);
    }

    private void deliver() {
        try {
            List<Path> waiting = waiting();
            // the bug: what came last goes first
            Path head = bug.equals("reverse") && !waiting.isEmpty() ? waiting.get(waiting.size() - 1) : waiting.get(0);
            String event = Files.readString(head);
            String path = event.contains("service_key") ? "/generic/2010-04-15/create_event.json" : "/v2/enqueue";
            HttpURLConnection http =
                    (HttpURLConnection) URI.create(url + path).toURL().openConnection();
            http.setDoOutput(true);
            http.getOutputStream().write(event.getBytes(StandardCharsets.UTF_8));
            if (http.getResponseCode() / 100 == 2) {
                Files.delete(head);
                delivery.execute(this::deliver);
            }
        } catch (IOException | IndexOutOfBoundsException e) {
            // nothing waits, or PagerDuty is away: the next round tries again
        }
    }

    private List<Path> waiting() throws IOException {
        try (Stream<Path> files = Files.list(queue)) {
            return files.sorted().toList();
        }
    }

    private static Map<String, String> flags(String body) {
        List<String> args = List.of(body.split("\0", -1));
        Map<String, String> flags = new HashMap<>();
        for (int i = args.get(0).startsWith("-") ? 0 : 1; i + 1 < args.size(); i += 2) {
            flags.put(args.get(i), args.get(i + 1));
        }
        return flags;
    }

    private static String v1(Map<String, String> flags) {
        return "{\"service_key\":\"" + flags.get("-k") + "\",\"event_type\":\"" + flags.get("-t")
                + "\",\"incident_key\":\"" + flags.get("-i") + "\",\"description\":\"" + flags.get("-d")
                + "\",\"details\":{\"mark\":\"" + flags.getOrDefault("-f", "").replace("mark=", "") + "\"}}";
    }

    private static String v2(Map<String, String> flags) {
        return "{\"routing_key\":\"" + flags.get("-k") + "\",\"event_action\":\"" + flags.get("-t")
                + "\",\"dedup_key\":\"" + flags.get("-y") + "\",\"payload\":{\"summary\":\"" + flags.get("-d")
                + "\",\"source\":\"" + flags.get("-u") + "\",\"severity\":\"" + flags.get("-e")
                + "\",\"custom_details\":{\"mark\":\""
                + flags.getOrDefault("-f", "").replace("mark=", "") + "\"}}}";
    }

    private static void answer(HttpExchange http, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        http.sendResponseHeaders(status, bytes.length);
        http.getResponseBody().write(bytes);
        http.close();
    }
}
