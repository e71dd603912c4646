// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Has names looked up on threads of its own. A look-up of the system can be neither bounded nor interrupted: an attempt waits for it
 * no longer than it may, and all that want the same name wait for the same look-up, so that one name whose servers are silent holds one
 * thread, and is known to all of them as soon as they speak.
 */
final class BoundedResolver implements DnsResolver, AutoCloseable {

    /** Names that are looked up at the same time. */
    private static final int MOST = 32;

    private static final long IDLE_SECONDS = 10;

    private final Map<String, CompletableFuture<InetAddress[]>> underWay = new ConcurrentHashMap<>();
    private final ThreadPoolExecutor threads;
    private final Duration bound;
    private final DnsResolver system;

    /** @param plugin whose names these are; the threads are called after it */
    BoundedResolver(String plugin, Duration bound, DnsResolver system) {
        this.bound = bound;
        this.system = system;
        this.threads =
                new ThreadPoolExecutor(0, MOST, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
                    Thread thread = new Thread(task, "tocsin-" + plugin + "-names");
                    thread.setDaemon(true);
                    return thread;
                });
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        if (NoProxy.literal(host) != null) {
            return system.resolve(host);
        }
        try {
            return lookUp(host).get(bound.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw unknown(host, e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException | RejectedExecutionException e) {
            throw unknown(host, e);
        } catch (InterruptedException e) {
            // who made the attempt sees by it that it was told to stop
            Thread.currentThread().interrupt();
            throw unknown(host, e);
        }
    }

    private CompletableFuture<InetAddress[]> lookUp(String host) {
        return underWay.computeIfAbsent(host, name -> {
            CompletableFuture<InetAddress[]> answer = new CompletableFuture<>();
            threads.execute(() -> {
                try {
                    InetAddress[] addresses = system.resolve(name);
                    underWay.remove(name);
                    answer.complete(addresses);
                } catch (UnknownHostException | RuntimeException | Error e) {
                    underWay.remove(name);
                    answer.completeExceptionally(e);
                }
            });
            return answer;
        });
    }

    private static UnknownHostException unknown(String host, Throwable why) {
        UnknownHostException unknown = new UnknownHostException(host);
        unknown.initCause(why);
        return unknown;
    }

    @Override
    public String resolveCanonicalHostname(String host) throws UnknownHostException {
        return system.resolveCanonicalHostname(host);
    }

    /** Who waits for a name waits no longer; a look-up that hangs ends with the system's patience. */
    @Override
    public void close() {
        threads.shutdownNow();
        underWay.values().forEach(answer -> answer.cancel(false));
    }
}
