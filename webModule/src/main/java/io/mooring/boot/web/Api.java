package io.mooring.boot.web;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.info.License;

/** The REST API, version 1. */
@ApplicationPath("/api/v1")
@OpenAPIDefinition(
    info =
        @Info(
            title = "Mooring",
            version = "1",
            description = "Keeps OpenCode sessions: open, prompt, watch.",
            license = @License(name = "Apache-2.0")))
public class Api extends Application {}
