namespace MetalOrleans.ApiServer.Selectors;

internal enum LabelOperator
{
    Exists,
    Absent,
    In,
    NotIn,
}
