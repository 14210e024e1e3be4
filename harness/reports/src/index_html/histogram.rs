//! The distribution of grades, as the numbers of a drawing.

use marks::Points;

/// Grades from one whole number to the next.
const BARS: usize = 20;

/// The drawing's size, and the room around its bars.
const WIDTH: u32 = 720;
const HEIGHT: u32 = 220;
const LEFT: u32 = 10;
const TOP: u32 = 28;
const BOTTOM: u32 = 30;

/// Bars over an axis from 0 to 20.
pub struct Histogram {
    /// of the drawing
    pub width: u32,
    /// of the drawing
    pub height: u32,
    /// where the bars stand
    pub floor: u32,
    /// the bars that are not empty
    pub bars: Vec<Bar>,
    /// the ends of the bars' places, with their names on the axis
    pub ticks: Vec<(u32, usize)>,
    /// where the mean is
    pub mean: Option<u32>,
}

/// Students whose grade is from `from` up to `to`, the latter included only for 20.
pub struct Bar {
    /// the lower bound
    pub from: usize,
    /// the upper bound
    pub to: usize,
    /// how many
    pub count: u32,
    /// its place in the drawing
    pub x: u32,
    /// its place in the drawing
    pub y: u32,
    /// its size in the drawing
    pub width: u32,
    /// its size in the drawing
    pub height: u32,
    /// where its number stands
    pub middle: u32,
}

impl Histogram {
    /// That of grades out of 20.
    pub fn new(grades: &[Points], mean: Option<Points>) -> Self {
        let mut counts = [0; BARS];
        for grade in grades {
            let bar = usize::try_from(grade.hundredths() / 100).unwrap_or(BARS).min(BARS - 1);
            counts[bar] += 1;
        }
        let most = counts.iter().copied().max().unwrap_or(0);
        let bars = counts.iter().enumerate().filter(|(_, count)| **count > 0);
        Self {
            width: WIDTH,
            height: HEIGHT,
            floor: HEIGHT - BOTTOM,
            bars: bars.map(|(index, count)| Bar::new(index, *count, most)).collect(),
            ticks: (0..=4)
                .map(|five| (x(five * 500), usize::try_from(five * 5).unwrap_or(0)))
                .collect(),
            mean: mean.map(|mean| x(mean.hundredths())),
        }
    }
}

/// Where a grade in hundredths is on the axis.
fn x(hundredths: u32) -> u32 {
    LEFT + hundredths.min(2000) * (WIDTH - 2 * LEFT) / 2000
}

impl Bar {
    fn new(index: usize, count: u32, most: u32) -> Self {
        let room = HEIGHT - TOP - BOTTOM;
        let height = (count * room).checked_div(most).unwrap_or(0).max(2);
        let left = u32::try_from(index).unwrap_or(0) * 100;
        let (start, end) = (x(left), x(left + 100));
        Self {
            from: index,
            to: index + 1,
            count,
            x: start + 2,
            y: HEIGHT - BOTTOM - height,
            width: end - start - 4,
            height,
            middle: start.midpoint(end),
        }
    }
}

#[cfg(test)]
mod tests {
    use marks::Points;

    use super::Histogram;

    #[test]
    fn every_grade_is_in_one_bar() {
        let grades = [0, 99, 100, 1999, 2000].map(Points::from_hundredths);
        let histogram = Histogram::new(&grades, Some(Points::from_hundredths(840)));
        let bars: Vec<(usize, u32)> =
            histogram.bars.iter().map(|bar| (bar.from, bar.count)).collect();
        assert_eq!(bars, [(0, 2), (1, 1), (19, 2)]);
        let inside = histogram.bars.iter().all(|bar| bar.x + bar.width <= histogram.width);
        assert!(inside);
        assert_eq!(histogram.mean, Some(304));
    }

    #[test]
    fn an_empty_class_has_no_bars() {
        assert!(Histogram::new(&[], None).bars.is_empty());
    }
}
