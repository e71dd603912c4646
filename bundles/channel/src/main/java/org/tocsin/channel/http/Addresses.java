// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel.http;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Comparator;
import java.util.stream.Stream;
import org.apache.hc.client5.http.DnsResolver;

/** The addresses of a host, in the order in which they are tried; only such as can be reached from our own address. */
final class Addresses implements DnsResolver {

    private final Outbound outbound;
    private final DnsResolver resolver;

    Addresses(Outbound outbound, DnsResolver resolver) {
        this.outbound = outbound;
        this.resolver = resolver;
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress source = outbound.source();
        InetAddress[] all = Stream.of(resolver.resolve(host))
                .filter(address -> source == null || isIpv6(source) == isIpv6(address))
                .sorted(Comparator.comparing(this::later))
                .toArray(InetAddress[]::new);
        if (all.length == 0) {
            throw new UnknownHostException(host);
        }
        return all;
    }

    private boolean later(InetAddress address) {
        return switch (outbound.preferred()) {
            case SYSTEM -> false;
            case IPV4 -> isIpv6(address);
            case IPV6 -> !isIpv6(address);
        };
    }

    private static boolean isIpv6(InetAddress address) {
        return address instanceof Inet6Address;
    }

    @Override
    public String resolveCanonicalHostname(String host) throws UnknownHostException {
        return resolver.resolveCanonicalHostname(host);
    }
}
