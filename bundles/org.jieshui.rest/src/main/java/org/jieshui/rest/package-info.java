/** The HTTP door: an application per module, authentication, problems, OpenAPI, events, health. */
package org.jieshui.rest;
