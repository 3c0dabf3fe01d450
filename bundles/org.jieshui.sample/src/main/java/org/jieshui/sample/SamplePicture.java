package org.jieshui.sample;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Ellipse2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import javax.imageio.ImageIO;

/** A drawn picture in place of a photo: a meter when its name says so, otherwise a trench with a pipe. With the moment at which it was taken, as cameras write it. */
final class SamplePicture {

    private static final int WIDTH = 960;
    private static final int HEIGHT = 720;
    private static final int TAG_TAKEN = 0x9003;
    private static final DateTimeFormatter EXIF = DateTimeFormatter.ofPattern("yyyy:MM:dd HH:mm:ss").withZone(Workdays.ZONE);

    private SamplePicture() {}

    static byte[] of(String name, Instant taken) {
        var random = new Random(name.hashCode());
        var image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        var g = image.createGraphics();
        g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        if (name.contains("表")) {
            meter(g, random);
        } else {
            trench(g, random);
        }
        g.dispose();
        var out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "jpg", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return dated(out.toByteArray(), taken);
    }

    private static void trench(Graphics2D g, Random random) {
        g.setPaint(new GradientPaint(0, 0, new Color(0xa9c4d8), 0, 260, new Color(0xdfe8ec)));
        g.fillRect(0, 0, WIDTH, 260);
        g.setColor(new Color(0x8d8a84));
        g.fillRect(0, 260, WIDTH, HEIGHT - 260);
        speckle(g, random, 260, new Color(0x77746e));
        int left = 260 + random.nextInt(120);
        g.setColor(new Color(0x7a5a3c));
        g.fillPolygon(new int[] {left + 140, left + 250, left + 480, left - 60}, new int[] {270, 270, HEIGHT, HEIGHT}, 4);
        g.setStroke(new BasicStroke(46, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND));
        g.setColor(new Color(0x24476b));
        g.drawLine(left + 195, 280, left + 210, HEIGHT);
        g.setStroke(new BasicStroke(6));
        g.setColor(new Color(0x6f93b8));
        g.drawLine(left + 184, 280, left + 196, HEIGHT);
        for (int x = 40 + random.nextInt(60); x < WIDTH; x += 190) {
            g.setColor(new Color(0xd9532c));
            g.fillPolygon(new int[] {x, x + 22, x + 44}, new int[] {350, 250, 350}, 3);
            g.setColor(Color.WHITE);
            g.fillRect(x + 11, 300, 22, 14);
        }
    }

    private static void meter(Graphics2D g, Random random) {
        g.setColor(new Color(0x9a9288));
        g.fillRect(0, 0, WIDTH, HEIGHT);
        speckle(g, random, 0, new Color(0x867e75));
        g.setColor(new Color(0x3d5f86));
        g.fillRect(0, 320, WIDTH, 90);
        g.setColor(new Color(0x2a4a70));
        g.fill(new Ellipse2D.Double(270, 150, 420, 420));
        g.setColor(Color.WHITE);
        g.fill(new Ellipse2D.Double(310, 190, 340, 340));
        g.setColor(new Color(0x1d1d1d));
        g.fillRect(370, 290, 220, 56);
        g.setFont(g.getFont().deriveFont(40f));
        g.setColor(Color.WHITE);
        g.drawString("00000", 420, 332);
        g.setColor(new Color(0xb3261e));
        g.fillPolygon(new int[] {480, 470, 490}, new int[] {400, 480, 480}, 3);
    }

    private static void speckle(Graphics2D g, Random random, int top, Color color) {
        g.setColor(color);
        for (int i = 0; i < 900; i++) {
            g.fillRect(random.nextInt(WIDTH), top + random.nextInt(HEIGHT - top), 4, 3);
        }
    }

    /** An EXIF segment of one field, behind the mark that begins the file: header, directory with a pointer, directory with the moment. */
    private static byte[] dated(byte[] jpeg, Instant taken) {
        var tiff = ByteBuffer.allocate(8 + 18 + 18 + 20);
        tiff.put("MM".getBytes(StandardCharsets.US_ASCII)).putShort((short) 42).putInt(8);
        tiff.putShort((short) 1).putShort((short) 0x8769).putShort((short) 4).putInt(1).putInt(26).putInt(0);
        tiff.putShort((short) 1).putShort((short) TAG_TAKEN).putShort((short) 2).putInt(20).putInt(44).putInt(0);
        tiff.put(EXIF.format(taken).getBytes(StandardCharsets.US_ASCII)).put((byte) 0);
        var out = ByteBuffer.allocate(jpeg.length + 4 + 6 + tiff.capacity());
        out.put(jpeg, 0, 2).putShort((short) 0xffe1).putShort((short) (2 + 6 + tiff.capacity())).put("Exif\0\0".getBytes(StandardCharsets.US_ASCII)).put(tiff.array());
        return out.put(jpeg, 2, jpeg.length - 2).array();
    }
}
