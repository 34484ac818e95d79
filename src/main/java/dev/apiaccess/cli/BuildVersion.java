// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import java.io.IOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote beside this class. */
final class BuildVersion implements IVersionProvider {

    @Override
    public String[] getVersion() throws IOException {
        var build = new Properties();
        try (var stream = BuildVersion.class.getResourceAsStream("build.properties")) {
            if (stream == null) {
                throw new IOException("build.properties is missing: the resources were not built by Maven");
            }
            build.load(stream);
        }
        return new String[] {
            "apiaccess " + build.getProperty("version"),
            "Java " + Runtime.version().feature() + " (" + System.getProperty("java.vm.name") + ")"
        };
    }
}
