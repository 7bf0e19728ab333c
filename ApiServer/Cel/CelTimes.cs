namespace MetalOrleans.ApiServer.Cel;

/// <summary>Methods of durations and times. Durations answer in whole units of the total, times in UTC.</summary>
internal static class CelTimes
{
    internal static object Invoke(string name, CelDuration duration) => name switch
    {
        "getHours" => duration.Nanoseconds / 3_600_000_000_000,
        "getMinutes" => duration.Nanoseconds / 60_000_000_000,
        "getSeconds" => duration.Nanoseconds / 1_000_000_000,
        "getMilliseconds" => duration.Nanoseconds / 1_000_000,
        _ => CelError.NoSuchOverload,
    };

    internal static object Invoke(string name, DateTimeOffset time)
    {
        var utc = time.UtcDateTime;
        return name switch
        {
            "getFullYear" => (long)utc.Year,
            "getMonth" => utc.Month - 1L,
            "getDate" => (long)utc.Day,
            "getDayOfMonth" => utc.Day - 1L,
            "getDayOfYear" => utc.DayOfYear - 1L,
            "getDayOfWeek" => (long)utc.DayOfWeek,
            "getHours" => (long)utc.Hour,
            "getMinutes" => (long)utc.Minute,
            "getSeconds" => (long)utc.Second,
            "getMilliseconds" => (long)utc.Millisecond,
            _ => CelError.NoSuchOverload,
        };
    }
}
