package org.jieshui.platform.api.rest;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Marks a service as a Jakarta REST resource under {@code /api}. The first segment of its {@code @Path} belongs to the bundle alone.
 * Every method carries {@link Permission}, {@link Authenticated} or {@link Open} (itself or by its class); a resource with a method that
 * carries none is not published. Resources of one bundle share one Jersey application, so that bundles come and go without touching others.
 */
@ConsumerType
public interface Resource {}
