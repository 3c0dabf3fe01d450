package org.jieshui.deploy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import org.osgi.framework.BundleContext;

/** What this installation is called in the history: the machine, and which one on it. */
final class Node {

    private Node() {}

    static String name(BundleContext context) {
        var home = context.getProperty("karaf.base");
        return host() + (home == null ? "" : "-" + HexFormat.of().toHexDigits((short) home.hashCode()));
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
