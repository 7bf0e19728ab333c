using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MetalOrleans.Silo.CommandLine;

namespace MetalOrleans.Silo.Metrics;

/// <summary>A server certificate that somebody else renews: <c>tls.crt</c> and <c>tls.key</c> of a directory (O-019).</summary>
/// <remarks>
/// The files are looked at with each handshake and read when they have changed. While they cannot be read, as in the middle
/// of a renewal, the certificate of before goes on.
/// </remarks>
internal sealed class CertificateFiles
{
    private readonly Lock _reading = new();
    private readonly string _certificatePath;
    private readonly string _keyPath;
    private (DateTime Certificate, DateTime Key) _readAt;
    private X509Certificate2 _current;

    /// <exception cref="SettingException">The directory does not hold a certificate with its key.</exception>
    public CertificateFiles(string option, string directory)
    {
        _certificatePath = Path.Combine(directory, "tls.crt");
        _keyPath = Path.Combine(directory, "tls.key");
        try
        {
            _readAt = WrittenAt();
            _current = Read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new SettingException(
                $"{option} {directory} does not hold a certificate that can be used ({e.Message}): put tls.crt and tls.key there.", e);
        }
    }

    /// <summary>The newest that could be read.</summary>
    public X509Certificate2 Current
    {
        get
        {
            lock (_reading)
            {
                try
                {
                    var now = WrittenAt();
                    if (now != _readAt)
                    {
                        _current = Read();
                        _readAt = now;
                    }
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
                {
                    // Tried again at the next handshake.
                }

                return _current;
            }
        }
    }

    private (DateTime Certificate, DateTime Key) WrittenAt() =>
        (File.GetLastWriteTimeUtc(_certificatePath), File.GetLastWriteTimeUtc(_keyPath));

    private X509Certificate2 Read()
    {
        using var pem = X509Certificate2.CreateFromPemFile(_certificatePath, _keyPath);
        // SslStream on Linux needs the key attached to the handle, which a round trip through PKCS#12 does.
        return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), password: null);
    }
}
