// SPDX-License-Identifier: Apache-2.0
package org.tocsin.benchmarks.http;

import org.apache.camel.impl.DefaultCamelContext;

/** Runs one contender until it is killed: {@code Server <class> <port>}. */
public final class Server {

    private Server() {}

    /** Starts. */
    public static void main(String[] args) throws Exception {
        Contender contender = Class.forName(args[0])
                .asSubclass(Contender.class)
                .getDeclaredConstructor()
                .newInstance();
        DefaultCamelContext camel = new DefaultCamelContext();
        contender.open(camel, Integer.parseInt(args[1]), new Acceptance());
        try {
            camel.start();
        } catch (RuntimeException e) {
            e.printStackTrace();
            Runtime.getRuntime().halt(1); // a contender's threads would keep it alive
        }
        Thread.currentThread().join();
    }
}
