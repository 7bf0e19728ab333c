using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using MetalOrleans.Kubernetes.Events;

namespace MetalOrleans.Silo.Identity;

/// <summary>What was found out about bearer tokens, and when; of each token only its hash is kept.</summary>
/// <typeparam name="T">What was found out.</typeparam>
/// <param name="capacity">How many tokens are remembered: those that were used longest ago are forgotten.</param>
/// <param name="time">The clock.</param>
internal sealed class TokenMemory<T>(int capacity, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly BoundedMemory<string, (T Found, long At)> _tokens = new(capacity);

    /// <summary>Looks up what was found out.</summary>
    /// <param name="token">The token.</param>
    /// <param name="goodFor">For how long it may be believed.</param>
    /// <param name="found">What was found out.</param>
    /// <returns>Whether there is anything that may still be believed.</returns>
    public bool TryGet(string token, Func<T, TimeSpan> goodFor, [MaybeNullWhen(false)] out T found)
    {
        lock (_gate)
        {
            if (_tokens.TryGet(HashOf(token), out var known) && time.GetElapsedTime(known.At) < goodFor(known.Found))
            {
                found = known.Found;
                return true;
            }
        }

        found = default;
        return false;
    }

    /// <summary>Remembers from now on.</summary>
    public void Set(string token, T found)
    {
        lock (_gate)
        {
            _tokens.Set(HashOf(token), (found, time.GetTimestamp()));
        }
    }

    /// <summary>Remembers, if it is something else than before, however long ago that was.</summary>
    /// <returns>Whether it is.</returns>
    public bool Change(string token, T found)
    {
        lock (_gate)
        {
            if (_tokens.TryGet(HashOf(token), out var known) && EqualityComparer<T>.Default.Equals(known.Found, found))
            {
                return false;
            }

            _tokens.Set(HashOf(token), (found, time.GetTimestamp()));
            return true;
        }
    }

    /// <summary>Forgets.</summary>
    public void Remove(string token)
    {
        lock (_gate)
        {
            _tokens.Remove(HashOf(token));
        }
    }

    private static string HashOf(string token) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
