vcl 4.1;

# Varnish in front of Masthead: what the server says is cacheable is kept until the tick, and forgotten at once when a
# purge names it. Beside Varnish's built-in rules, which stay in force, this is all that is needed.
# Needs the module xkey (Debian: varnish-modules).

import xkey;

# The server.
backend default {
    .host = "127.0.0.1";
    .port = "3000";
}

# Who may purge: the servers.
acl purgers {
    "127.0.0.1";
    "::1";
}

sub vcl_recv {
    if (req.method == "PURGE") {
        if (client.ip !~ purgers) {
            return (synth(403, "Not allowed to purge"));
        }
        if (!req.http.Surrogate-Key) {
            return (synth(400, "Surrogate-Key is missing"));
        }
        # A real purge, not a soft one: what was withdrawn must not be shown once more, not even while it is fetched anew.
        return (synth(200, xkey.purge(req.http.Surrogate-Key) + " purged"));
    }
    # The built-in rules follow: only GET and HEAD are looked up, requests with Authorization or Cookie are passed on,
    # and Accept-Encoding is Varnish's own matter (it keeps gzip, and unpacks it for who cannot take it).
}

sub vcl_backend_response {
    # The module knows an object's keys by this header.
    if (beresp.http.Surrogate-Key) {
        set beresp.http.xkey = beresp.http.Surrogate-Key;
    }
    # What has expired is neither shown once more nor revalidated: the tick is when readers see what is new.
    set beresp.grace = 0s;
    set beresp.keep = 0s;
}

sub vcl_deliver {
    # Between server and cache only.
    unset resp.http.xkey;
    unset resp.http.Surrogate-Key;
    unset resp.http.Cache-Tag;
}
