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

    private static final String ESTABLISHED = "01";
    private static final String LISTENING = "0A";
    /** Of UDP: bound, and not to one other side. */
    private static final String UNCONNECTED = "07";

    private Sockets() {}

    /** Addresses with ports; of UDP with {@code udp } before them. */
    static Set<String> listening(Collection<Long> processes) throws IOException {
        var inodes = inodes(processes);
        var found = new TreeSet<String>();
        for (var table : new String[] {"tcp", "tcp6", "udp", "udp6"}) {
            boolean udp = table.startsWith("udp");
            for (var columns : rows(table)) {
                if (columns[3].equals(udp ? UNCONNECTED : LISTENING) && inodes.contains(columns[9])) {
                    found.add((udp ? "udp " : "") + address(columns[1]));
                }
            }
        }
        return found;
    }

    /** How many connections a process has to a port. */
    static int connections(long process, int port) throws IOException {
        var inodes = inodes(List.of(process));
        int found = 0;
        for (var table : new String[] {"tcp", "tcp6"}) {
            for (var columns : rows(table)) {
                if (columns[3].equals(ESTABLISHED) && inodes.contains(columns[9]) && address(columns[2]).endsWith(":" + port)) {
                    found++;
                }
            }
        }
        return found;
    }

    private static Set<String> inodes(Collection<Long> processes) throws IOException {
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
        return inodes;
    }

    private static List<String[]> rows(String table) throws IOException {
        var file = Path.of("/proc/net/" + table);
        return Files.exists(file) ? Files.readAllLines(file).stream().skip(1).map(line -> line.strip().split("\\s+")).toList() : List.of();
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
