namespace MetalOrleans.Kubernetes.Client;

/// <summary>Repeats a request that is safe to repeat while the server is overloaded or out of reach.</summary>
/// <remarks>
/// 429 and 5xx are repeated after <c>Retry-After</c> if the server gave one, else after the back-off; broken and
/// unanswered requests after the back-off. Everything else is thrown at once, Conflict too: what to do about a changed
/// object is the caller's decision.
/// </remarks>
public static class ApiRetry
{
    /// <summary>Runs until it succeeds, fails for good, or <paramref name="attemptsMax"/> is reached.</summary>
    public static async Task<TResult> RunAsync<TResult>(
        Func<CancellationToken, Task<TResult>> request,
        int attemptsMax,
        Backoff backoff,
        TimeProvider time,
        CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(backoff);
        ArgumentOutOfRangeException.ThrowIfLessThan(attemptsMax, 1);
        for (var attempt = 1; ; attempt++)
        {
            TimeSpan wait;
            try
            {
                return await request(token);
            }
            catch (Exception e) when (attempt < attemptsMax && IsTransient(e))
            {
                wait = (e as KubernetesApiException)?.RetryAfter ?? backoff.Next();
            }

            await Task.Delay(wait, time, token);
        }
    }

    /// <summary>Whether the same request may work later.</summary>
    public static bool IsTransient(Exception failure) => failure switch
    {
        KubernetesApiException api => api.IsTransient,
        HttpRequestException or IOException or TimeoutException => true,
        _ => false,
    };
}
