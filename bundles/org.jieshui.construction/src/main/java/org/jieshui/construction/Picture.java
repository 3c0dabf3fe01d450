package org.jieshui.construction;

import com.drew.imaging.ImageMetadataReader;
import com.drew.metadata.exif.ExifIFD0Directory;
import java.awt.Image;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;
import javax.imageio.ImageIO;

/** A photo small enough for paper, upright as it was held. */
final class Picture {

    private static final int LONGEST = 900;
    private static final long MOST_PIXELS = 120_000_000;

    private Picture() {}

    /** As a {@code data:} address; empty for a kind of picture that this Java cannot read. */
    static Optional<String> small(byte[] file) {
        try {
            if (pixels(file) > MOST_PIXELS) {
                return Optional.empty();
            }
            var picture = ImageIO.read(new ByteArrayInputStream(file));
            if (picture == null) {
                return Optional.empty();
            }
            var out = new ByteArrayOutputStream();
            ImageIO.write(turned(scaled(picture), orientation(file)), "jpg", out);
            return Optional.of("data:image/jpeg;base64," + Base64.getEncoder().encodeToString(out.toByteArray()));
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static long pixels(byte[] file) throws IOException {
        try (var in = ImageIO.createImageInputStream(new ByteArrayInputStream(file))) {
            var readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                return 0;
            }
            var reader = readers.next();
            try {
                reader.setInput(in);
                return (long) reader.getWidth(0) * reader.getHeight(0);
            } finally {
                reader.dispose();
            }
        }
    }

    private static BufferedImage scaled(BufferedImage picture) {
        double by = Math.min(1, (double) LONGEST / Math.max(picture.getWidth(), picture.getHeight()));
        int width = Math.max(1, (int) (picture.getWidth() * by));
        int height = Math.max(1, (int) (picture.getHeight() * by));
        var to = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        var on = to.createGraphics();
        on.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        on.drawImage(picture.getScaledInstance(width, height, Image.SCALE_AREA_AVERAGING), 0, 0, java.awt.Color.WHITE, null);
        on.dispose();
        return to;
    }

    /** @param orientation of EXIF: 3 upside down, 6 and 8 on its side; others are taken as upright */
    private static BufferedImage turned(BufferedImage picture, int orientation) {
        int quarters = switch (orientation) {
            case 3 -> 2;
            case 6 -> 1;
            case 8 -> 3;
            default -> 0;
        };
        if (quarters == 0) {
            return picture;
        }
        boolean side = quarters != 2;
        int width = side ? picture.getHeight() : picture.getWidth();
        int height = side ? picture.getWidth() : picture.getHeight();
        var to = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        var turn = new AffineTransform();
        turn.translate(width / 2.0, height / 2.0);
        turn.quadrantRotate(quarters);
        turn.translate(-picture.getWidth() / 2.0, -picture.getHeight() / 2.0);
        var on = to.createGraphics();
        on.drawImage(picture, turn, null);
        on.dispose();
        return to;
    }

    private static int orientation(byte[] file) {
        try {
            var first = ImageMetadataReader.readMetadata(new ByteArrayInputStream(file)).getFirstDirectoryOfType(ExifIFD0Directory.class);
            var written = first == null ? null : first.getInteger(ExifIFD0Directory.TAG_ORIENTATION);
            return written == null ? 1 : written;
        } catch (com.drew.imaging.ImageProcessingException | IOException e) {
            return 1;
        }
    }
}
