// SPDX-License-Identifier: Apache-2.0
package org.tocsin.channel.http;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which hosts are asked without a proxy. Written as the variable {@code NO_PROXY} is by most programs: names between commas or
 * blanks, {@code *} for all; a name stands for itself and for what ends with a dot and the name; a block of addresses
 * ({@code 10.0.0.0/8}) for the addresses in it. A port behind a name makes it stand for that port alone.
 */
final class NoProxy {

    /** For nothing but this host itself, which is never asked by a proxy. */
    static final NoProxy NONE = new NoProxy(List.of());

    private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    private static final Pattern PORT = Pattern.compile(":[0-9]{1,5}$");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._*-]+");

    private interface Rule {
        boolean covers(String host, @Nullable InetAddress address, int port);
    }

    private final List<Rule> rules;

    private NoProxy(List<Rule> rules) {
        this.rules = rules;
    }

    /** @throws IllegalArgumentException names the part that is wrong */
    static NoProxy of(String list) {
        List<Rule> rules = new ArrayList<>();
        for (String part : list.split("[,\\s]+", -1)) {
            if (!part.isEmpty()) {
                rules.add(rule(part));
            }
        }
        return new NoProxy(rules);
    }

    /** Whether to ask this host without a proxy. */
    boolean covers(String host, int port) {
        String name = bare(host.toLowerCase(Locale.ROOT));
        if (name.equals("localhost") || name.endsWith(".localhost")) {
            return true;
        }
        InetAddress address = literal(name);
        return (address != null && address.isLoopbackAddress())
                || rules.stream().anyMatch(rule -> rule.covers(name, address, port));
    }

    private static Rule rule(String part) {
        String text = part.toLowerCase(Locale.ROOT);
        if (text.equals("*")) {
            return (host, address, port) -> true;
        }
        if (text.contains("/")) {
            return block(part, text);
        }
        InetAddress whole = literal(bare(text));
        boolean ported = whole == null && PORT.matcher(text).find();
        int only = ported ? Integer.parseInt(text.substring(text.lastIndexOf(':') + 1)) : -1;
        String name = bare(ported ? text.substring(0, text.lastIndexOf(':')) : text);
        InetAddress same = literal(name);
        if (same != null) {
            return (host, address, port) -> same.equals(address) && (only < 0 || only == port);
        }
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(part);
        }
        String suffix = name.startsWith("*.") ? name.substring(1) : name.startsWith(".") ? name : '.' + name;
        boolean itself = suffix.length() > name.length();
        return (host, address, port) ->
                (only < 0 || only == port) && (host.endsWith(suffix) || (itself && host.equals(name)));
    }

    private static Rule block(String part, String text) {
        int slash = text.indexOf('/');
        InetAddress base = literal(bare(text.substring(0, slash)));
        String digits = text.substring(slash + 1);
        if (base == null || !digits.matches("[0-9]{1,3}")) {
            throw new IllegalArgumentException(part);
        }
        int bits = base.getAddress().length * Byte.SIZE;
        int free = bits - Integer.parseInt(digits);
        if (free < 0) {
            throw new IllegalArgumentException(part);
        }
        BigInteger prefix = new BigInteger(1, base.getAddress()).shiftRight(free);
        int length = base.getAddress().length;
        return (host, address, port) -> address != null
                && address.getAddress().length == length
                && new BigInteger(1, address.getAddress()).shiftRight(free).equals(prefix);
    }

    private static String bare(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    /** The address that is written there; null when it is a name. Nobody is asked. */
    static @Nullable InetAddress literal(String text) {
        if (!IPV4.matcher(text).matches() && !text.contains(":")) {
            return null;
        }
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            // neither an address nor a name
            return null;
        }
    }
}
