// SPDX-License-Identifier: Apache-2.0
package org.tocsin.engine;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.rules.ExternalResource;
import org.junit.rules.TemporaryFolder;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;

/** A real OSGi framework in the test's own process; bundles have a manifest and nothing else. */
final class Framework extends ExternalResource {

    private final TemporaryFolder cache = new TemporaryFolder();
    private org.osgi.framework.launch.Framework felix;

    Framework() {
        felix = new FrameworkFactory().newFramework(Map.of());
    }

    @Override
    protected void before() throws Exception {
        cache.create();
        felix = new FrameworkFactory()
                .newFramework(Map.of(
                        Constants.FRAMEWORK_STORAGE,
                        cache.getRoot().getPath(),
                        Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                        "org.apache.camel,org.tocsin.api,org.tocsin.api.http"));
        felix.start();
    }

    @Override
    protected void after() {
        try {
            felix.stop();
            felix.waitForStop(10_000);
        } catch (Exception e) {
            throw new AssertionError("the framework did not stop", e);
        } finally {
            cache.delete();
        }
    }

    BundleContext context() {
        return felix.getBundleContext();
    }

    /** Begins to stop the framework. */
    void stop() throws Exception {
        felix.stop();
    }

    Bundle start(String symbolicName, String version) throws Exception {
        return start(symbolicName, version, Map.of());
    }

    Bundle start(String symbolicName, String version, Map<String, String> more) throws Exception {
        Manifest manifest = new Manifest();
        Attributes headers = manifest.getMainAttributes();
        headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
        headers.putValue(Constants.BUNDLE_SYMBOLICNAME, symbolicName);
        headers.putValue(Constants.BUNDLE_VERSION, version);
        headers.putValue(Constants.IMPORT_PACKAGE, "org.apache.camel,org.tocsin.api,org.tocsin.api.http");
        more.forEach(headers::putValue);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
            jar.finish();
        }
        Bundle bundle =
                context().installBundle(symbolicName + '/' + version, new ByteArrayInputStream(bytes.toByteArray()));
        bundle.start();
        return bundle;
    }
}
