using System.Security.Cryptography.X509Certificates;

namespace MetalOrleans.Silo.Identity;

/// <summary>The certificate that the silo's listeners show, replaceable while they listen.</summary>
internal sealed class ServingCertificate
{
    private readonly Lock _changing = new();
    private Action? _observers;
    private volatile X509Certificate2? _current;
    private volatile string _authorityPem = "";

    /// <summary>The certificate with its key; null before there is one: connections are then closed.</summary>
    public X509Certificate2? Current => _current;

    /// <summary>The authority to trust, PEM; empty before there is one.</summary>
    public string AuthorityPem => _authorityPem;

    /// <summary>Shows this certificate from the next connection on.</summary>
    public void Set(X509Certificate2 certificate, string authorityPem)
    {
        Action? observers;
        lock (_changing)
        {
            // The one before is left to the collector: a handshake may be using it.
            _current = certificate;
            _authorityPem = authorityPem;
            observers = _observers;
        }

        observers?.Invoke();
    }

    /// <summary>Calls the observer after each change, until the answer is disposed.</summary>
    public IDisposable Observe(Action observer)
    {
        lock (_changing)
        {
            _observers += observer;
        }

        return new Subscription(this, observer);
    }

    private sealed class Subscription(ServingCertificate certificate, Action observer) : IDisposable
    {
        public void Dispose()
        {
            lock (certificate._changing)
            {
                certificate._observers -= observer;
            }
        }
    }
}
