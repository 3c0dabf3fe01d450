package org.jieshui.itests;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What processes listen on, as Linux tells it in {@code /proc}. */
final class Sockets {

    private static final String LISTENING = "0A";
    /** Of UDP: bound, and not to one other side. */
    private static final String UNCONNECTED = "07";

    private Sockets() {}

    /** Addresses with ports; of UDP with {@code udp } before them. */
    static Set<String> listening(Collection<Long> processes) throws IOException {
        var inodes = new HashSet<String>();
        for (long process : processes) {
            try (var files = Files.list(Path.of("/proc/" + process + "/fd"))) {
                for (var file : files.toList()) {
                    try {
                        var target = Files.readSymbolicLink(file).toString();
                        if (target.startsWith("socket:[")) {
                            inodes.add(target.substring("socket:[".length(), target.length() - 1));
                        }
                    } catch (IOException e) {
                        // closed meanwhile
                    }
                }
            } catch (NoSuchFileException e) {
                // ended meanwhile
            }
        }
        var found = new TreeSet<String>();
        for (var table : new String[] {"tcp", "tcp6", "udp", "udp6"}) {
            var file = Path.of("/proc/net/" + table);
            var lines = Files.exists(file) ? Files.readAllLines(file) : List.of("");
            for (var line : lines.subList(1, lines.size())) {
                var columns = line.strip().split("\\s+");
                boolean udp = table.startsWith("udp");
                if (columns[3].equals(udp ? UNCONNECTED : LISTENING) && inodes.contains(columns[9])) {
                    found.add((udp ? "udp " : "") + address(columns[1]));
                }
            }
        }
        return found;
    }

    /** Words of four bytes in this machine's order, a colon, the port. */
    private static String address(String text) throws IOException {
        var bytes = HexFormat.of().parseHex(text.substring(0, text.indexOf(':')));
        for (int word = 0; word < bytes.length; word += 4) {
            byte first = bytes[word];
            byte second = bytes[word + 1];
            bytes[word] = bytes[word + 3];
            bytes[word + 1] = bytes[word + 2];
            bytes[word + 2] = second;
            bytes[word + 3] = first;
        }
        return InetAddress.getByAddress(bytes).getHostAddress() + ":" + Integer.parseInt(text.substring(text.indexOf(':') + 1), 16);
    }
}
