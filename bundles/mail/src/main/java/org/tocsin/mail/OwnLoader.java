// SPDX-License-Identifier: Apache-2.0
package org.tocsin.mail;

/**
 * As long as it is open, this bundle's classes are those that Jakarta Mail finds: it looks for its parts by the loader of
 * the thread, which else is Camel's.
 */
final class OwnLoader implements AutoCloseable {

    private final ClassLoader before = Thread.currentThread().getContextClassLoader();

    OwnLoader() {
        Thread.currentThread().setContextClassLoader(OwnLoader.class.getClassLoader());
    }

    @Override
    public void close() {
        Thread.currentThread().setContextClassLoader(before);
    }
}
