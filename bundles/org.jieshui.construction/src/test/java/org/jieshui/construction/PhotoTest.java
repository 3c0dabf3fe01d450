package org.jieshui.construction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** What a camera writes into a photo, and the photo as it is printed. */
class PhotoTest {

    @Test // R262
    void whenAndWhereIsReadFromThePhoto() throws IOException {
        var exif = Photo.Exif.of(new ByteArrayInputStream(photo(40, 30, 1, "2026:10:13 09:20:30", true)));
        assertThat(exif.taken()).isEqualTo(LocalDateTime.of(2026, 10, 13, 9, 20, 30));
        assertThat(exif.latitude()).isCloseTo(36.6583, within(0.001));
        assertThat(exif.longitude()).isCloseTo(117.12, within(0.001));
    }

    @Test
    void aPhotoThatDoesNotSayIsTakenAsItIs() throws IOException {
        assertThat(Photo.Exif.of(new ByteArrayInputStream(photo(40, 30, 1, "0000:00:00 00:00:00", false)))).isEqualTo(Photo.Exif.NONE);
        assertThat(Photo.Exif.of(new ByteArrayInputStream(plain(40, 30)))).isEqualTo(Photo.Exif.NONE);
        assertThat(Photo.Exif.of(new ByteArrayInputStream("no picture".getBytes(StandardCharsets.UTF_8)))).isEqualTo(Photo.Exif.NONE);
    }

    @Test
    void aPhotoIsPrintedSmallAndUpright() throws IOException {
        var upright = printed(photo(2000, 1000, 1, "2026:10:13 09:20:30", true));
        assertThat(upright.getWidth()).isEqualTo(900);
        assertThat(upright.getHeight()).isEqualTo(450);
        assertThat(red(upright, 10, 10)).as("left is red").isTrue();
        var right = printed(photo(2000, 1000, 6, "2026:10:13 09:20:30", true));
        assertThat(right.getWidth()).isEqualTo(450);
        assertThat(red(right, 225, 10)).as("turned to the right, left is at the top").isTrue();
        assertThat(red(right, 225, 890)).isFalse();
        assertThat(red(printed(photo(2000, 1000, 8, "2026:10:13 09:20:30", true)), 225, 890)).as("turned to the left").isTrue();
        assertThat(red(printed(photo(2000, 1000, 3, "2026:10:13 09:20:30", true)), 890, 440)).as("upside down").isTrue();
        assertThat(printed(plain(50, 40)).getWidth()).as("never enlarged").isEqualTo(50);
        assertThat(Picture.small("no picture".getBytes(StandardCharsets.UTF_8))).isEmpty();
    }

    private static BufferedImage printed(byte[] file) throws IOException {
        var address = Picture.small(file).orElseThrow();
        return ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(address.substring(address.indexOf(',') + 1))));
    }

    private static boolean red(BufferedImage picture, int x, int y) {
        var color = new Color(picture.getRGB(x, y));
        return color.getRed() > 150 && color.getBlue() < 100;
    }

    private static byte[] plain(int width, int height) throws IOException {
        var picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        var on = picture.createGraphics();
        on.setColor(Color.RED);
        on.fillRect(0, 0, width / 2, height);
        on.setColor(Color.BLUE);
        on.fillRect(width / 2, 0, width - width / 2, height);
        on.dispose();
        var out = new ByteArrayOutputStream();
        ImageIO.write(picture, "jpg", out);
        return out.toByteArray();
    }

    /** A JPEG with an EXIF segment: orientation, moment, and a place at 36°39′30″ N, 117°7′12″ E if wanted. */
    static byte[] photo(int width, int height, int orientation, String moment, boolean placed) throws IOException {
        var tiff = ByteBuffer.allocate(400);
        tiff.put(new byte[] {'M', 'M', 0, 42}).putInt(8);
        tiff.putShort((short) 3);
        entry(tiff, 0x0112, 3, 1, orientation << 16);
        entry(tiff, 0x8769, 4, 1, 60);
        entry(tiff, 0x8825, 4, 1, 120);
        tiff.putInt(0).position(60);
        tiff.putShort((short) 1);
        entry(tiff, 0x9003, 2, 20, 90);
        tiff.putInt(0).position(90);
        tiff.put(moment.getBytes(StandardCharsets.US_ASCII)).put((byte) 0).position(120);
        tiff.putShort((short) (placed ? 4 : 0));
        if (placed) {
            entry(tiff, 1, 2, 2, 'N' << 24);
            entry(tiff, 2, 5, 3, 200);
            entry(tiff, 3, 2, 2, 'E' << 24);
            entry(tiff, 4, 5, 3, 240);
        }
        tiff.putInt(0).position(200);
        for (int part : new int[] {36, 39, 30}) {
            tiff.putInt(part).putInt(1);
        }
        tiff.position(240);
        for (int part : new int[] {117, 7, 12}) {
            tiff.putInt(part).putInt(1);
        }
        var jpeg = plain(width, height);
        var out = new ByteArrayOutputStream();
        out.write(jpeg, 0, 2);
        int length = 2 + 6 + tiff.capacity();
        out.write(new byte[] {(byte) 0xFF, (byte) 0xE1, (byte) (length >> 8), (byte) length, 'E', 'x', 'i', 'f', 0, 0});
        out.write(tiff.array());
        out.write(jpeg, 2, jpeg.length - 2);
        return out.toByteArray();
    }

    private static void entry(ByteBuffer tiff, int tag, int type, int count, int value) {
        tiff.putShort((short) tag).putShort((short) type).putInt(count).putInt(value);
    }
}
