package io.mooring.session;

/** The conversation that a new session goes on with: a session of ours, and its upstream one. */
record ResumeSource(String upstreamSessionId, String sessionId) {}
